namespace Ingest.Core.Batching;

/// <summary>The wait between two tries, which a flush cuts short. One loop waits; anybody may cut.</summary>
internal sealed class RetryPause(TimeProvider time)
{
    private readonly Signal _now = new();

    /// <summary>Ends the wait under way.</summary>
    public void End() => _now.Set();

    /// <summary>Waits for a time, or until the wait is ended.</summary>
    public async Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        _now.Reset();
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(_now.WaitAsync(), Task.Delay(delay, time, timer.Token));
        await timer.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
