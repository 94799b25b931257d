using System.Diagnostics;

namespace Ingest.Faults.Load;

/// <summary>Spreads events over time: so many a second over all connections, and no rush after an outage. Thread-safe.</summary>
internal sealed class Pacer(double eventsPerSecond)
{
    private const double RushSecondsMax = 0.25;

    private readonly Lock _lock = new();
    private readonly long _started = Stopwatch.GetTimestamp();
    private double _dueSeconds;

    /// <summary>Waits until so many events may be sent.</summary>
    public async Task WaitAsync(int events, CancellationToken cancellationToken)
    {
        double wait;
        lock (_lock)
        {
            var now = Stopwatch.GetElapsedTime(_started).TotalSeconds;
            _dueSeconds = Math.Max(_dueSeconds, now - RushSecondsMax) + (events / eventsPerSecond);
            wait = _dueSeconds - now;
        }

        if (wait > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(wait), TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
