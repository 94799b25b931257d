using System.Runtime.InteropServices;

namespace Ingest.Core.Hashing;

/// <summary>What was seen lately, by keyed hashes, so that what comes again is not computed again. Bounded.</summary>
/// <remarks>
/// Hot path: no allocation per event. Thread-safe. Sets of <see cref="Ways"/> slots, of which a new item takes one that was not asked for since
/// the hand of its set last passed: a flood of what comes once evicts itself. The keys are keyed hashes, so nobody can aim at a set, and what they
/// stand for is not in here.
/// </remarks>
internal sealed class RecentTable<T>(int sets)
    where T : struct, IKeyed
{
    private const int Ways = 4;

    // More than any machine has workers that could meet: two of them wait for each other only when they are in the same 64th of the sets at once.
    private const int Gates = 64;

    private readonly Slot[] _slots = new Slot[sets * Ways];
    private readonly byte[] _hands = new byte[sets];
    private readonly Lock[] _gates = [.. Enumerable.Range(0, Gates).Select(_ => new Lock())];

    /// <summary>Finds an item by its key.</summary>
    public bool TryGet(UInt128 key, out T item)
    {
        var set = SetOf(key);
        lock (_gates[set % Gates])
        {
            foreach (ref var slot in _slots.AsSpan(set * Ways, Ways))
            {
                if (slot.Item.Key == key && slot.IsTaken)
                {
                    slot.IsMarked = true;
                    item = slot.Item;
                    return true;
                }
            }
        }

        item = default;
        return false;
    }

    /// <summary>Remembers an item, in the place of what was remembered under its key.</summary>
    public void Set(in T item)
    {
        var set = SetOf(item.Key);
        lock (_gates[set % Gates])
        {
            ref var slot = ref _slots[(set * Ways) + PlaceFor(item.Key, set)];
            slot.IsMarked &= slot.Item.Key == item.Key;
            (slot.Item, slot.IsTaken) = (item, true);
        }
    }

    private int SetOf(UInt128 key) => (int)((ulong)key % (ulong)_hands.Length);

    // The hand passes each slot at most once, taking away its mark; when all were marked, the one it started at goes.
    private int PlaceFor(UInt128 key, int set)
    {
        var slots = _slots.AsSpan(set * Ways, Ways);
        for (var i = 0; i < Ways; i++)
        {
            if (slots[i].IsTaken && slots[i].Item.Key == key)
            {
                return i;
            }
        }

        int hand = _hands[set];
        for (var passed = 0; passed < Ways && slots[hand].IsMarked; passed++)
        {
            slots[hand].IsMarked = false;
            hand = (hand + 1) % Ways;
        }

        _hands[set] = (byte)((hand + 1) % Ways);
        return hand;
    }

    // A key of 16 bytes would have every slot begin and end at a multiple of 16: a quarter more memory for both tables.
    [StructLayout(LayoutKind.Sequential, Pack = sizeof(long))]
    private struct Slot
    {
        public T Item;
        public bool IsTaken;
        public bool IsMarked;
    }
}
