namespace Ingest.Demo;

/// <summary>Numbers that look random and follow from a seed alone, on every machine and version of the runtime, which <see cref="Random"/> does not promise.</summary>
internal sealed class SeededRandom(ulong seed)
{
    private const ulong Golden = 0x9E37_79B9_7F4A_7C15;
    private const double Unit = 1.0 / (1UL << 53);

    private ulong _state = seed;

    /// <summary>A seed made of several numbers; the order counts.</summary>
    public static ulong Mix(params ReadOnlySpan<ulong> parts)
    {
        var mixed = Golden;
        foreach (var part in parts)
        {
            mixed = Scramble((mixed ^ part) + Golden);
        }

        return mixed;
    }

    /// <summary>A whole number of 64 bits.</summary>
    public ulong Next() => Scramble(_state += Golden);

    /// <summary>A number from 0 inclusive to 1 exclusive.</summary>
    public double NextUnit() => (Next() >> 11) * Unit;

    /// <summary>A whole number from 0 to below <paramref name="count"/>, which has to be positive.</summary>
    public int Below(int count) => (int)(NextUnit() * count);

    /// <summary>True in that share of all calls.</summary>
    public bool IsChance(double share) => NextUnit() < share;

    /// <summary>One of the values.</summary>
    public T Of<T>(IReadOnlyList<T> values) => values[Below(values.Count)];

    /// <summary>A number around a median, never negative, with a long tail upwards: times of people and of networks are spread so.</summary>
    /// <param name="median">Half of the numbers are below it.</param>
    /// <param name="spread">Standard deviation of the logarithm: 0.5 is a factor of 1.65 each way.</param>
    public double Around(double median, double spread)
    {
        // Box and Muller; 1 - u is never 0.
        var normal = Math.Sqrt(-2 * Math.Log(1 - NextUnit())) * Math.Cos(2 * Math.PI * NextUnit());
        return median * Math.Exp(spread * normal);
    }

    // SplitMix64's finisher.
    private static ulong Scramble(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }
}
