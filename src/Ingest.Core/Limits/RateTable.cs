using System.Runtime.InteropServices;

namespace Ingest.Core.Limits;

/// <summary>
/// Token buckets by key, each kept as the time at which it is full again (the virtual scheduling form of the generic cell rate algorithm, ITU-T I.371). A
/// bucket that is full needs no place: the table has a fixed size, and whoever floods it with new keys makes the fullest of others forgotten, which
/// lets those through, and refuses nobody.
/// </summary>
/// <param name="sets">Groups of four places; a key belongs to one group.</param>
/// <param name="time">The clock: its timestamps alone, so that setting the clock has no effect.</param>
/// <remarks>Hot path: no allocation per event. Thread-safe. Keys are keyed hashes, so that nobody can aim at a group.</remarks>
public sealed class RateTable(int sets, TimeProvider time)
{
    private const int Ways = 4;

    // Two threads wait for each other only when they are in the same 64th of the groups at once.
    private const int Gates = 64;

    private readonly Slot[] _slots = new Slot[sets * Ways];
    private readonly Lock[] _gates = [.. Enumerable.Range(0, Gates).Select(_ => new Lock())];

    /// <summary>
    /// Takes tokens out of a bucket. Zero: they were there. Else nothing was taken, and this is the time until they may be. More than the bucket holds are
    /// given when it is full, and owed: the rate holds in the long run.
    /// </summary>
    public TimeSpan Take(UInt128 key, int count, RateLimit limit)
    {
        // A bucket belongs to its limit: who is given another begins anew, since what is missing is kept as time.
        key ^= new UInt128(BitConverter.DoubleToUInt64Bits(limit.PerSecond), BitConverter.DoubleToUInt64Bits(limit.Burst));
        var ticks = time.TimestampFrequency / limit.PerSecond;
        var (cost, capacity) = ((long)(count * ticks), (long)(limit.Burst * ticks));
        var set = (int)((ulong)key % (ulong)sets);
        lock (_gates[set % Gates])
        {
            var now = time.GetTimestamp();
            ref var slot = ref Place(_slots.AsSpan(set * Ways, Ways), key, now);
            var missing = slot.Key == key ? Math.Max(0, slot.FullAt - now) : 0;
            if (missing > 0 && missing + cost > capacity)
            {
                return TimeSpan.FromSeconds((double)Math.Min(missing, missing + cost - capacity) / time.TimestampFrequency);
            }

            slot = new Slot { Key = key, FullAt = now + missing + cost };
            return TimeSpan.Zero;
        }
    }

    // The key's own place, else one whose bucket is full, else that of the fullest.
    private static ref Slot Place(Span<Slot> slots, UInt128 key, long now)
    {
        var fullest = 0;
        for (var i = 0; i < slots.Length; i++)
        {
            if (slots[i].Key == key && slots[i].FullAt > now)
            {
                return ref slots[i];
            }

            fullest = slots[i].FullAt < slots[fullest].FullAt ? i : fullest;
        }

        return ref slots[fullest];
    }

    // A key of 16 bytes would have every slot begin and end at a multiple of 16.
    [StructLayout(LayoutKind.Sequential, Pack = sizeof(long))]
    private struct Slot
    {
        public UInt128 Key;
        public long FullAt;
    }
}
