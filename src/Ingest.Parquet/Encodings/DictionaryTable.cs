namespace Ingest.Parquet.Encodings;

/// <summary>A hash table of places in a dictionary: open addressing, each slot with 32 bits of the hash, so that few entries are compared in vain.</summary>
/// <remarks>Hot path: no allocation per row. It starts small in every column, so that columns of few values stay in the processor's first cache.</remarks>
internal sealed class DictionaryTable
{
    private const int SlotsMin = 1024;

    private readonly ulong[] _slots = new ulong[2 * DictionaryLimits.EntriesMax];
    private readonly ulong[] _kept = new ulong[DictionaryLimits.EntriesMax];
    private int _mask;

    /// <summary>Entries so far.</summary>
    public int Count { get; private set; }

    /// <summary>Slots that were looked at: a measure of collisions.</summary>
    public long Steps { get; private set; }

    /// <summary>Forgets all entries.</summary>
    public void Clear()
    {
        (Count, Steps, _mask) = (0, 0, SlotsMin - 1);
        _slots.AsSpan(0, SlotsMin).Clear();
    }

    /// <summary>
    /// The next entry whose hash is the same, or -1 at a free slot, into which <see cref="Insert"/> puts a new one.
    /// </summary>
    /// <param name="hash">The value's hash.</param>
    /// <param name="slot">Where to look first: the hash; then where to look next.</param>
    public int Next(ulong hash, ref uint slot)
    {
        var slots = _slots;
        var tag = hash >> 32;
        while (true)
        {
            Steps++;
            var place = slots[slot & (uint)_mask];
            if (place == 0)
            {
                return -1;
            }

            slot++;
            if (place >> 32 == tag)
            {
                return (int)(uint)place - 1;
            }
        }
    }

    /// <summary>Adds an entry at the free slot that <see cref="Next"/> ended at, and gives its number.</summary>
    public int Insert(ulong hash, uint slot)
    {
        _slots[slot & (uint)_mask] = (hash & 0xFFFF_FFFF_0000_0000) | (uint)(Count + 1);
        Count++;
        if (Count > _mask / 2 && _mask < _slots.Length - 1)
        {
            Grow();
        }

        return Count - 1;
    }

    // The first slot of an entry is by the upper bits of its hash, which the slot holds.
    /// <summary>Where a hash is looked for first.</summary>
    public static uint FirstSlot(ulong hash) => (uint)(hash >> 32);

    private void Grow()
    {
        var old = _mask + 1;
        var length = Math.Min(old * 4, _slots.Length);
        var kept = _kept.AsSpan(0, old);
        _slots.AsSpan(0, old).CopyTo(kept);
        _slots.AsSpan(0, length).Clear();
        _mask = length - 1;
        foreach (var place in kept)
        {
            if (place == 0)
            {
                continue;
            }

            var slot = FirstSlot(place);
            while (_slots[slot & (uint)_mask] != 0)
            {
                slot++;
            }

            _slots[slot & (uint)_mask] = place;
        }
    }
}
