using Ingest.Load.Compare.Servers;
using Ingest.Load.Running;

namespace Ingest.Load.Compare.Racing;

/// <summary>One run of the generator against one server.</summary>
/// <param name="Contestant">Name of the contestant.</param>
/// <param name="Round">Number of the round, from 1.</param>
/// <param name="Result">What the generator measured.</param>
/// <param name="Samples">The server at each second, from the end of the warm-up.</param>
internal sealed record Leg(string Contestant, int Round, LoadResult Result, IReadOnlyList<ServerSample> Samples)
{
    private const double NanosecondsPerMillisecond = 1e6;

    /// <summary>Acknowledged events a second; of the bare endpoint, requests.</summary>
    public double Rate => Result.EventsPerSecond;

    /// <summary>Replies a second.</summary>
    public double Requests => Result.RequestsPerSecond;

    /// <summary>Median latency in milliseconds.</summary>
    public double P50 => Result.Latency.Percentile(50) / NanosecondsPerMillisecond;

    /// <summary>Latency in milliseconds that 99 % kept within.</summary>
    public double P99 => Result.Latency.Percentile(99) / NanosecondsPerMillisecond;

    /// <summary>Processor time of the server for a request, in microseconds; the least disturbed figure on a busy machine.</summary>
    public double CpuMicroseconds => 1e6 * (Last.CpuSeconds - First.CpuSeconds) / (Last.Requests - First.Requests);

    /// <summary>The same of its engine.</summary>
    public double EngineCpuMicroseconds => 1e6 * (Last.EngineCpuSeconds - First.EngineCpuSeconds) / (Last.Requests - First.Requests);

    /// <summary>Bytes that the server has allocated for a message; not a number for the bare endpoint.</summary>
    public double AllocatedBytes =>
        First.Metrics is null || Last.Metrics is null ? double.NaN
        : (Last.Metrics.Allocated - First.Metrics.Allocated) / (Last.Metrics.Received - First.Metrics.Received);

    /// <summary>Share of the machine's processors that others took: a leg with more than a few percent is disturbed.</summary>
    public double OthersShare
    {
        get
        {
            var seconds = TimeProvider.System.GetElapsedTime(First.At, Last.At).TotalSeconds * Environment.ProcessorCount;
            return Math.Max(0, (Last.MachineCpuSeconds - First.MachineCpuSeconds - (Last.OwnCpuSeconds - First.OwnCpuSeconds)) / seconds);
        }
    }

    private ServerSample First => Samples[0];

    private ServerSample Last => Samples[^1];
}
