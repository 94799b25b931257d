using Ingest.Load.Latency;

namespace Ingest.Load.Running;

/// <summary>Puts the counts of the threads together, second by second.</summary>
internal sealed class Timeline(RunShared shared, Action<LoadProgress>? progress)
{
    private readonly SortedDictionary<int, (IntervalTally Sum, int Threads)> _open = [];
    private readonly List<LoadSecond> _seconds = [];
    private readonly IntervalTally _whole = new();
    private readonly IntervalTally _measured = new();
    private readonly LatencyHistogram _latency = new();

    /// <summary>Reads until the threads have ended.</summary>
    /// <exception cref="LoadException">The server takes nothing at all.</exception>
    public async Task ReadAsync()
    {
        await foreach (var tally in shared.Tallies.Reader.ReadAllAsync())
        {
            var (sum, threads) = _open.TryGetValue(tally.Second, out var known) ? known : (new IntervalTally { Second = tally.Second }, 0);
            sum.Add(tally);
            _open[tally.Second] = (sum, threads + 1);
            if (threads + 1 == shared.Plan.Threads)
            {
                _open.Remove(tally.Second);
                Close(sum);
            }
        }

        // A run that is ended early may leave one thread a second ahead of another.
        foreach (var (sum, _) in _open.Values)
        {
            Close(sum);
        }
    }

    /// <summary>The result, once all is read.</summary>
    public LoadResult ToResult(DateTimeOffset startedAt, double cpuSeconds) => new()
    {
        Plan = shared.Plan,
        StartedAt = startedAt,
        Seconds = Math.Max(0, (double)(shared.Clock.End - shared.Clock.Measure) / RunClock.Second),
        Measured = _measured.ToCounts(),
        Whole = _whole.ToCounts(),
        Latency = _latency,
        Timeline = _seconds,
        Refusals = shared.Refusals.List(),
        GeneratorCpuSeconds = cpuSeconds,
        UnknownNumbers = shared.Unknown.List(),
    };

    private void Close(IntervalTally tally)
    {
        _whole.Add(tally);
        if (tally.Second >= 0)
        {
            _latency.Add(tally.Latency);
        }

        if (tally.Second == IntervalTally.AfterEnd)
        {
            return;
        }

        var second = Describe(tally);
        if (tally.Second >= 0)
        {
            _measured.Add(tally);
            _seconds.Add(second);
        }

        var whole = _whole.ToCounts();
        if (OpenFaults.Explain(whole, shared.Refusals.List()) is { } useless)
        {
            throw new LoadException(useless);
        }

        progress?.Invoke(new LoadProgress(second, shared.Plan.WarmUp, shared.Plan.Duration, whole));
    }

    private LoadSecond Describe(IntervalTally tally)
    {
        var begin = shared.Clock.Measure + (tally.Second * RunClock.Second);
        var length = Math.Clamp((double)(shared.Clock.End - begin) / RunClock.Second, 0.001, 1);
        var latency = tally.Latency;
        return new LoadSecond(
            tally.Second, length, tally.ToCounts(), latency.Percentile(50), latency.Percentile(90), latency.Percentile(99), latency.Max);
    }
}
