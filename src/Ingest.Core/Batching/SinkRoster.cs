using Ingest.Core.Sinks;
using Microsoft.Extensions.Options;

namespace Ingest.Core.Batching;

/// <summary>The workers of all sinks. Sinks come and go while it runs; the others keep their place and are not delayed.</summary>
/// <remarks>One caller at a time adds and removes; <see cref="States"/> may be asked by anyone.</remarks>
public sealed class SinkRoster(IOptionsMonitor<BatchOptions> options, BatchingContext context) : IAsyncDisposable
{
    private volatile SinkWorker[] _workers = [];
    private bool _isStarted;
    private bool _isClosed;

    /// <summary>How each sink is doing.</summary>
    public IReadOnlyList<SinkState> States => [.. _workers.Select(worker => worker.State)];

    /// <summary>Cursors on disk that hold the log back although no sink of their name runs.</summary>
    public IReadOnlyList<string> Unattended => context.Cursors.Unattended;

    /// <summary>
    /// Adds a sink at its place in the log. One that is new to this log begins at the oldest record that is kept, or at the newest when
    /// <paramref name="skipsBacklog"/>.
    /// </summary>
    /// <param name="sink">The sink.</param>
    /// <param name="skipsBacklog">True: one that is new to this log begins at its newest record.</param>
    /// <param name="own">When its batches are closed, if not as those of the others.</param>
    /// <exception cref="Log.EventLogException">Its cursor is damaged, of another log, or outside of this one.</exception>
    /// <exception cref="ArgumentException">The name is taken, or not a name.</exception>
    /// <remarks>
    /// While the server takes events, those in flight at this moment may be missing from the sink's count of undelivered events: the log
    /// decides what is delivered, not the count.
    /// </remarks>
    public void Add(ISink sink, bool skipsBacklog = false, IOptionsMonitor<BatchOptions>? own = null)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (skipsBacklog)
        {
            context.Cursors.SkipToEnd(sink.Name);
        }

        var worker = new SinkWorker(sink, own ?? options, context);
        _workers = [.. _workers, worker];
        if (_isStarted)
        {
            worker.Start();
        }
    }

    /// <summary>Starts every worker, and from now on each that is added.</summary>
    public void Start()
    {
        _isStarted = true;
        Array.ForEach(_workers, worker => worker.Start());
    }

    /// <summary>Ends a sink's worker and keeps its place in the log. Nothing happens when there is none of this name.</summary>
    public async Task StopAsync(string name)
    {
        if (_workers.FirstOrDefault(worker => worker.Name == name) is { } stopped)
        {
            _workers = [.. _workers.Where(worker => worker != stopped)];
            await stopped.DisposeAsync();
        }
    }

    /// <summary>Ends a sink's worker, if one runs, and gives up its place: what it alone had not delivered leaves the log.</summary>
    /// <exception cref="IOException">The disk failed: the place may come back at the next start.</exception>
    public async Task RemoveAsync(string name)
    {
        await StopAsync(name);
        context.Cursors.Remove(name);
    }

    /// <summary>Delivers everything committed before the call; see <see cref="SinkWorker.FlushAsync"/>.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_workers.Select(worker => worker.FlushAsync(cancellationToken)));

    /// <summary>The same for one sink. False: its worker has ended, or there is none of this name.</summary>
    public Task<bool> FlushAsync(string name, CancellationToken cancellationToken) =>
        _workers.FirstOrDefault(worker => worker.Name == name)?.FlushAsync(cancellationToken) ?? Task.FromResult(false);

    /// <summary>Ends every worker; their places are kept.</summary>
    public async ValueTask DisposeAsync()
    {
        _isClosed = true;
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync();
        }
    }
}
