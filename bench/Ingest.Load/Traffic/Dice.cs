namespace Ingest.Load.Traffic;

/// <summary>Reproducible random numbers: SplitMix64, whose state is one number, so that every connection and every person has dice of its own.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal struct Dice(ulong seed)
{
    private const ulong Step = 0x9E37_79B9_7F4A_7C15;

    private ulong _state = seed;

    /// <summary>Dice for one of many, independent of the others.</summary>
    public static Dice Of(ulong seed, ulong one) => new(Mix((seed * Step) ^ Mix(one + Step)));

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        _state += Step;
        return Mix(_state);
    }

    /// <summary>A number from 0 to below the limit.</summary>
    public int Below(int limit) => (int)(((Next() >> 32) * (ulong)limit) >> 32);

    /// <summary>True in so many of a hundred cases.</summary>
    public bool Hits(int percent) => Below(100) < percent;

    /// <summary>A number from 0 to below 1.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }
}
