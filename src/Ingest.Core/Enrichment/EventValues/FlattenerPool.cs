namespace Ingest.Core.Enrichment.EventValues;

/// <summary>A few flatteners for the workers to share: one for each processor. More are made when more are in use at once, and dropped.</summary>
/// <remarks>Hot path: no allocation per event. Thread-safe.</remarks>
internal sealed class FlattenerPool
{
    private readonly DataFlattener?[] _free = new DataFlattener?[Environment.ProcessorCount];

    /// <summary>Takes one out; its owner gives it back by <see cref="Return"/>.</summary>
    public DataFlattener Rent()
    {
        for (var i = 0; i < _free.Length; i++)
        {
            if (Interlocked.Exchange(ref _free[i], null) is { } flattener)
            {
                return flattener;
            }
        }

        return new DataFlattener();
    }

    /// <summary>Puts one back.</summary>
    public void Return(DataFlattener flattener)
    {
        for (var i = 0; i < _free.Length; i++)
        {
            if (Interlocked.CompareExchange(ref _free[i], flattener, null) is null)
            {
                return;
            }
        }
    }
}
