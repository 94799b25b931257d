namespace Ingest.Faults.Load;

/// <summary>All that is different from event to event, drawn from the seed and the event's number.</summary>
internal readonly struct EventTraits
{
    // Neighbours share a site and a few visitors, so that sessions and visits have some dozens of events.
    private const int NeighbourBits = 12;
    private const int VisitorsPerNeighbourhood = 64;

    private readonly ulong _draw;

    public EventTraits(ulong seed, long number)
    {
        _draw = Mix(seed + ((ulong)number * 0x9E3779B97F4A7C15));
        Site = (int)((number >> NeighbourBits) % EventMint.SiteCount);
        Visitor = ((number >> NeighbourBits) * VisitorsPerNeighbourhood) + (long)(_draw % VisitorsPerNeighbourhood);
    }

    public int Site { get; }

    public long Visitor { get; }

    public bool IsCustom => Bits(6, 8) < 96;

    public bool HasData => IsCustom || Bits(6, 8) > 224;

    public bool HasRevenue => IsCustom && Bits(14, 3) == 0;

    public long Cents => 1 + (long)Bits(17, 16);

    public bool IsKnown => Visitor % 4 == 0;

    public ulong Path => Bits(33, 5);

    public ulong Title => Bits(38, 6);

    public ulong Name => Bits(44, 4);

    public ulong Tag => Bits(48, 3);

    public ulong Value => Bits(51, 6);

    public ulong DeepValue => Bits(57, 7);

    /// <summary>The finalizer of SplitMix64: neighbouring numbers get unrelated draws.</summary>
    public static ulong Mix(ulong state)
    {
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB;
        return state ^ (state >> 31);
    }

    private ulong Bits(int from, int count) => (_draw >> from) & ((1UL << count) - 1);
}
