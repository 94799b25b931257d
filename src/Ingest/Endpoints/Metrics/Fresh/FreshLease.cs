namespace Ingest.Endpoints.Metrics.Fresh;

/// <summary>Copies that a question may read until this is disposed of.</summary>
/// <param name="Copies">One for each view that the question reads.</param>
/// <param name="Release">Gives one back.</param>
internal sealed record FreshLease(IReadOnlyList<FreshCopy> Copies, Action<FreshCopy> Release) : IDisposable
{
    /// <summary>When the first was begun, a timestamp of the clock.</summary>
    public long Asked => Copies.Min(copy => copy.Asked);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var copy in Copies)
        {
            Release(copy);
        }
    }
}
