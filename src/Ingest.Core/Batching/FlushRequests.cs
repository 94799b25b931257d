namespace Ingest.Core.Batching;

/// <summary>Who waits until everything up to an address is in the sink.</summary>
/// <remarks>Thread-safe: asked for by anybody, answered by the worker.</remarks>
internal sealed class FlushRequests
{
    private readonly Lock _lock = new();
    private readonly List<(long Address, TaskCompletionSource<bool> Done)> _waiting = [];
    private long _deliveredThrough = -1;
    private bool _hasEnded;

    /// <summary>The furthest address that is waited for; -1 when nobody waits.</summary>
    public long FurthestAddress
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count == 0 ? -1 : _waiting.Max(request => request.Address);
            }
        }
    }

    /// <summary>True when everything before the address is in the sink; false when the worker has ended before.</summary>
    public Task<bool> WaitAsync(long address)
    {
        lock (_lock)
        {
            if (_hasEnded || address <= _deliveredThrough)
            {
                return Task.FromResult(address <= _deliveredThrough);
            }

            var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((address, done));
            return done.Task;
        }
    }

    /// <summary>Answers everybody who waits for no more than this.</summary>
    public void SetDelivered(long throughAddress)
    {
        lock (_lock)
        {
            _deliveredThrough = Math.Max(_deliveredThrough, throughAddress);
            Answer(request => request.Address <= _deliveredThrough, isDelivered: true);
        }
    }

    /// <summary>Answers everybody, now and from now on: the worker has ended.</summary>
    public void SetEnded()
    {
        lock (_lock)
        {
            _hasEnded = true;
            Answer(_ => true, isDelivered: false);
        }
    }

    private void Answer(Predicate<(long Address, TaskCompletionSource<bool> Done)> which, bool isDelivered)
    {
        foreach (var request in _waiting.FindAll(which))
        {
            request.Done.SetResult(isDelivered);
        }

        _waiting.RemoveAll(which);
    }
}
