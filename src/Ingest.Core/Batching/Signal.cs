namespace Ingest.Core.Batching;

/// <summary>Wakes one waiting loop. Set before the loop waits, it is remembered; set twice, it wakes once.</summary>
internal sealed class Signal
{
    private volatile TaskCompletionSource _next = Create();

    /// <summary>Wakes the loop, now or when it comes to wait.</summary>
    public void Set() => _next.TrySetResult();

    /// <summary>Completes when the signal is set. The loop calls <see cref="Reset"/> before it looks at what the signal stands for.</summary>
    public Task WaitAsync() => _next.Task;

    /// <summary>Forgets a signal that has been seen.</summary>
    public void Reset()
    {
        if (_next.Task.IsCompleted)
        {
            _next = Create();
        }
    }

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
