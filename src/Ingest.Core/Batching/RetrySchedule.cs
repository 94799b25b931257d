namespace Ingest.Core.Batching;

/// <summary>Decides how long to wait after a failure: doubling from the least to the longest delay, with jitter; a success starts it over.</summary>
/// <param name="jitter">Draws from [0, 1).</param>
internal sealed class RetrySchedule(Func<double> jitter)
{
    // 2^30 times the least delay of 1 ms is 12 days: beyond it only the overflow would matter.
    private const int DoublingsMax = 30;

    /// <summary>Failures since the last success.</summary>
    public int Failures { get; private set; }

    /// <summary>Notes a success.</summary>
    public void Reset() => Failures = 0;

    /// <summary>Notes a failure and says how long to wait: between half of the delay and all of it, so that many processes do not knock at once.</summary>
    public TimeSpan NextDelay(BatchOptions options)
    {
        var doubled = options.RetryDelayMin * Math.Pow(2, Math.Min(Failures, DoublingsMax));
        Failures++;
        var delay = doubled < options.RetryDelayMax ? doubled : options.RetryDelayMax;
        return delay * (0.5 + (jitter() / 2));
    }
}
