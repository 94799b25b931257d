using System.Collections.Concurrent;

namespace Ingest.Log.Faster;

/// <summary>
/// The writes that FASTER has asked for. It asks under its epoch, which a blocked thread would hold back, so that they are done elsewhere: by the
/// thread that commits while there is a commit, which waits for them anyhow, else by the pool. Thread-safe; one commit at a time.
/// </summary>
internal sealed class WriteQueue
{
    // A write is asked for by whoever leaves the epoch last: at the latest when it is given the processor again.
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<Action> _writes = new();
    private readonly ManualResetEventSlim _changed = new(initialState: false);
    private volatile bool _isCommitting;

    /// <summary>Takes a write, to be done soon.</summary>
    public void Add(Action write)
    {
        _writes.Enqueue(write);
        Interlocked.MemoryBarrier();
        if (_isCommitting)
        {
            _changed.Set();
        }
        else
        {
            QueueToPool();
        }
    }

    /// <summary>Asks for writes and does them on the calling thread, until all that is wanted is done.</summary>
    /// <param name="ask">Asks; false from its result means that something is still to be written.</param>
    public void Commit(Func<Func<bool>> ask)
    {
        _isCommitting = true;
        Interlocked.MemoryBarrier();
        try
        {
            for (var isDone = ask(); !isDone();)
            {
                RunOrWait(isDone);
            }
        }
        finally
        {
            _isCommitting = false;
            Interlocked.MemoryBarrier();
            if (!_writes.IsEmpty)
            {
                QueueToPool();
            }
        }
    }

    private void RunOrWait(Func<bool> isDone)
    {
        if (_writes.TryDequeue(out var write))
        {
            write();
            return;
        }

        _changed.Reset();
        if (_writes.IsEmpty && !isDone())
        {
            _changed.Wait(LookAgainAfter);
        }
    }

    private void QueueToPool() => ThreadPool.UnsafeQueueUserWorkItem(static queue => queue.RunAll(), this, preferLocal: false);

    private void RunAll()
    {
        while (_writes.TryDequeue(out var write))
        {
            write();
            _changed.Set();
        }
    }
}
