using Ingest.Core.Intake;

namespace Ingest.Core.Diagnostics.Canaries;

/// <summary>
/// Sends a sign of life through queue, workers, log, commit, batching and each sink, as a client's request goes. One at a time: the next is sent once
/// the one before has been committed or refused, so that a path that hangs gathers none.
/// </summary>
/// <param name="options">How often.</param>
/// <param name="queue">Where requests go.</param>
/// <param name="nodeId">Identity of the log, which stands for the server.</param>
/// <param name="time">The clock.</param>
public sealed class Canary(CanaryOptions options, IntakeQueue queue, Guid nodeId, TimeProvider time)
{
    private readonly IntakeRequest _request = new();
    private long _committedAt = time.GetTimestamp();

    /// <summary>Time since the newest committed canary was sent, or since they are sent when there is none. Not misled by a clock that is set.</summary>
    public TimeSpan CommittedAge => time.GetElapsedTime(Interlocked.Read(ref _committedAt));

    /// <summary>Sends until cancelled; waits for the one on its way.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        Interlocked.Exchange(ref _committedAt, time.GetTimestamp());
        while (options.IsOn && !stop.IsCancellationRequested)
        {
            await SendAsync(stop);
            await Task.Delay(options.Interval, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendAsync(CancellationToken stop)
    {
        _request.Clear();
        _request.Origin = RequestOrigin.Canary;
        _request.Add().SourceId = nodeId;
        _request.Context.ReceivedAtMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var sentAt = time.GetTimestamp();
        if (await queue.EnqueueAsync(_request, stop) != RejectionReason.None)
        {
            return;
        }

        await _request.Completion;
        if (_request.Result(0).Reason == RejectionReason.None)
        {
            Interlocked.Exchange(ref _committedAt, sentAt);
        }
    }
}
