using System.Numerics;

namespace Ingest.Load.Latency;

/// <summary>
/// Counts of durations in nanoseconds, in buckets whose width grows with the value (as in HdrHistogram): exact below 256 ns, and from there on
/// each power of two in 128 equal parts, so that a value read back is at most 0.8 % above the one recorded, and never below.
/// </summary>
public sealed class LatencyHistogram
{
    private const int PartBits = 7;
    private const int Parts = 1 << PartBits;

    // 2^41 ns are 36 minutes: longer than any reply is waited for.
    private const int ValueBits = 41;

    private readonly long[] _counts = new long[((ValueBits - PartBits) << PartBits) + Parts];

    /// <summary>The longest duration that is told apart; longer ones count as this one.</summary>
    public const long ValueMax = (1L << ValueBits) - 1;

    /// <summary>How many were recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The longest, exactly; 0 without any.</summary>
    public long Max { get; private set; }

    /// <summary>The shortest, exactly; 0 without any.</summary>
    public long Min { get; private set; }

    /// <summary>The mean, exactly; 0 without any.</summary>
    public double Mean => Count == 0 ? 0 : (double)Sum / Count;

    private Int128 Sum { get; set; }

    /// <summary>Records one duration; one below zero counts as zero.</summary>
    /// <remarks>Hot path: no allocation per event.</remarks>
    public void Record(long nanoseconds)
    {
        var value = Math.Clamp(nanoseconds, 0, ValueMax);
        _counts[IndexOf(value)]++;
        (Min, Max) = (Count == 0 ? value : Math.Min(Min, value), Math.Max(Max, value));
        Sum += value;
        Count++;
    }

    /// <summary>Adds all that another has recorded.</summary>
    public void Add(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Count == 0)
        {
            return;
        }

        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        (Min, Max) = (Count == 0 ? other.Min : Math.Min(Min, other.Min), Math.Max(Max, other.Max));
        Sum += other.Sum;
        Count += other.Count;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        (Count, Min, Max, Sum) = (0, 0, 0, 0);
    }

    /// <summary>The duration that this share of the recorded ones kept within; 0 without any.</summary>
    /// <param name="percent">0 to 100.</param>
    public long Percentile(double percent)
    {
        var rank = Math.Clamp((long)Math.Ceiling(Count * (percent / 100)), 1, Math.Max(1, Count));
        var seen = 0L;
        for (var i = 0; i < _counts.Length && Count > 0; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
            {
                return Math.Clamp(HighestOf(i), Min, Max);
            }
        }

        return 0;
    }

    /// <summary>The buckets that hold something, shortest first: the longest duration of the bucket, and how many it holds.</summary>
    public IEnumerable<(long Nanoseconds, long Count)> Buckets()
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0)
            {
                yield return (HighestOf(i), _counts[i]);
            }
        }
    }

    private static int IndexOf(long value)
    {
        var shift = Math.Max(0, 63 - PartBits - BitOperations.LeadingZeroCount((ulong)value));
        return (shift << PartBits) + (int)(value >> shift);
    }

    private static long HighestOf(int index)
    {
        var shift = Math.Max(0, (index >> PartBits) - 1);
        return ((long)(index - (shift << PartBits) + 1) << shift) - 1;
    }
}
