namespace Ingest.ClickHouse.Embedded.Http;

/// <summary>How many statements run at once. Writer and analyst have places of their own, so that queries never hold an insert up.</summary>
internal sealed class QuerySlots : IDisposable
{
    // As long as ClickHouse's queue_max_wait_ms would be set for a dashboard; a queue longer than that is overload.
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(10);

    private readonly int _analystsMax;
    private readonly SemaphoreSlim _analyst;
    private readonly SemaphoreSlim _writer;
    private readonly TimeProvider _time;

    public QuerySlots(int connectionsMax, TimeProvider time)
    {
        _analystsMax = Math.Max(1, connectionsMax / 2);
        _analyst = new SemaphoreSlim(_analystsMax);
        _writer = new SemaphoreSlim(Math.Max(1, connectionsMax - _analystsMax));
        _time = time;
    }

    /// <summary>True when no query of analyst or server is under way.</summary>
    public bool HasNoQuery => _analyst.CurrentCount == _analystsMax;

    /// <exception cref="EngineFaultException">No place became free in time.</exception>
    public async Task<IDisposable> EnterAsync(EngineUser user, CancellationToken cancellation)
    {
        var slots = user == EngineUser.Writer ? _writer : _analyst;
        using var limit = new CancellationTokenSource(WaitMax, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await slots.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new EngineFaultException(202, $"Too many simultaneous queries: no place within {WaitMax.TotalSeconds} s. (TOO_MANY_SIMULTANEOUS_QUERIES)");
        }

        return new Place(slots);
    }

    public void Dispose()
    {
        _analyst.Dispose();
        _writer.Dispose();
    }

    private sealed class Place(SemaphoreSlim slots) : IDisposable
    {
        public void Dispose() => slots.Release();
    }
}
