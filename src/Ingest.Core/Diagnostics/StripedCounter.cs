using System.Diagnostics.Metrics;
using System.Numerics;

namespace Ingest.Core.Diagnostics;

/// <summary>A counter of a meter that every request adds to: one number for each processor, added up when somebody asks.</summary>
/// <remarks>
/// Hot path: no allocation per event. Thread-safe. A plain <see cref="Counter{T}"/> calls its listeners at each addition, which takes a lock
/// that all threads share.
/// </remarks>
public sealed class StripedCounter
{
    // Two cache lines apart: processors fetch lines in pairs.
    private const int Stride = 128 / sizeof(long);

    private readonly long[] _stripes;
    private readonly int _mask;

    /// <summary>Adds the counter to a meter.</summary>
    internal StripedCounter(Meter meter, string name)
    {
        var count = (int)BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount);
        (_stripes, _mask) = (new long[(count + 1) * Stride], count - 1);
        meter.CreateObservableCounter(name, () => Value);
    }

    /// <summary>What has been added so far; never less than what was read before.</summary>
    public long Value
    {
        get
        {
            var sum = 0L;
            for (var i = Stride; i < _stripes.Length; i += Stride)
            {
                sum += Volatile.Read(ref _stripes[i]);
            }

            return sum;
        }
    }

    /// <summary>Adds to the counter.</summary>
    public void Add(long count)
    {
        // The first stripe begins behind the array's own header, which every reader of its length shares.
        var stripe = (Thread.GetCurrentProcessorId() & _mask) + 1;
        Interlocked.Add(ref _stripes[stripe * Stride], count);
    }
}
