namespace Ingest.Core.Enrichment.Identity;

/// <summary>The ids of the visitors seen lately, so that the next event of one costs no hash of the formula. Bounded.</summary>
/// <remarks>
/// Hot path: no allocation per event. Thread-safe. Sets of <see cref="Ways"/> slots, of which a new visitor takes one that was not asked for since
/// the hand of its set last passed: a flood of visitors who come once evicts itself. The keys are keyed hashes, so nobody can aim at a set, and an
/// address is not in here.
/// </remarks>
internal sealed class VisitorCache
{
    // 131,072 visitors of 64 bytes: 8 MiB when all are in use. Who is not found costs what each event cost before there was this table.
    private const int SetsDefault = 32_768;
    private const int Ways = 4;

    // More than any machine has workers that could meet: two of them wait for each other only when they are in the same 512 sets at once.
    private const int Gates = 64;

    private readonly Slot[] _slots;
    private readonly byte[] _hands;
    private readonly Lock[] _gates = [.. Enumerable.Range(0, Gates).Select(_ => new Lock())];

    public VisitorCache()
        : this(SetsDefault)
    {
    }

    internal VisitorCache(int sets) => (_slots, _hands) = (new Slot[sets * Ways], new byte[sets]);

    /// <summary>Finds a visitor by its key.</summary>
    public bool TryGet(UInt128 key, out KnownVisitor visitor)
    {
        var set = SetOf(key);
        lock (_gates[set % Gates])
        {
            foreach (ref var slot in _slots.AsSpan(set * Ways, Ways))
            {
                if (slot.Visitor.Key == key && slot.IsTaken)
                {
                    slot.IsMarked = true;
                    visitor = slot.Visitor;
                    return true;
                }
            }
        }

        visitor = default;
        return false;
    }

    /// <summary>Remembers a visitor, in the place of what was remembered under its key.</summary>
    public void Set(in KnownVisitor visitor)
    {
        var set = SetOf(visitor.Key);
        lock (_gates[set % Gates])
        {
            ref var slot = ref _slots[(set * Ways) + PlaceFor(visitor.Key, set)];
            slot.IsMarked &= slot.Visitor.Key == visitor.Key;
            (slot.Visitor, slot.IsTaken) = (visitor, true);
        }
    }

    private int SetOf(UInt128 key) => (int)((ulong)key % (ulong)_hands.Length);

    // The hand passes each slot at most once, taking away its mark; when all were marked, the one it started at goes.
    private int PlaceFor(UInt128 key, int set)
    {
        var slots = _slots.AsSpan(set * Ways, Ways);
        for (var i = 0; i < Ways; i++)
        {
            if (slots[i].IsTaken && slots[i].Visitor.Key == key)
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

    private struct Slot
    {
        public KnownVisitor Visitor;
        public bool IsTaken;
        public bool IsMarked;
    }
}
