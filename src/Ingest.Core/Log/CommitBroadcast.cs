namespace Ingest.Core.Log;

/// <summary>Tells everyone who waits for commits that there was one, or that there will be none. Thread-safe.</summary>
public sealed class CommitBroadcast
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _next = Create();
    private EventLogException? _end;

    /// <summary>Why there will be no further commit; null while there may be.</summary>
    public EventLogException? End => Volatile.Read(ref _end);

    /// <summary>Completes when <paramref name="committedUntil"/> yields more than the address.</summary>
    /// <exception cref="EventLogException">The log has ended before that.</exception>
    public async ValueTask WaitAsync(Func<long> committedUntil, long beyondAddress, CancellationToken cancellationToken)
    {
        while (true)
        {
            // The task is taken before the address is looked at: a commit in between completes it.
            var next = Volatile.Read(ref _next).Task;
            if (committedUntil() > beyondAddress)
            {
                return;
            }

            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Wakes all waiters, to look again.</summary>
    public void Committed()
    {
        lock (_gate)
        {
            if (_end is null)
            {
                _next.SetResult();
                Volatile.Write(ref _next, Create());
            }
        }
    }

    /// <summary>Fails all waiters, now and later. The first reason stands.</summary>
    public void Ended(EventLogException reason)
    {
        lock (_gate)
        {
            if (_end is null)
            {
                Volatile.Write(ref _end, reason);
                _next.SetException(reason);

                // Nobody may be waiting: the exception is told by every later call in any case.
                _ = _next.Task.Exception;
            }
        }
    }

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
