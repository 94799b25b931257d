namespace Ingest.Endpoints.Metrics.Fresh;

/// <summary>A table in ClickHouse's memory.</summary>
/// <param name="Key">What it is of: copies of the same are as good as each other while they are young.</param>
/// <param name="View">The view whose rows it has.</param>
/// <param name="Table">Its name.</param>
/// <param name="Asked">When it was begun, a timestamp of the clock: it has what had come by then.</param>
internal sealed record FreshCopy(string Key, string View, string Table, long Asked)
{
    /// <summary>When it was complete, a timestamp of the clock.</summary>
    public long Made { get; set; }

    /// <summary>Questions that read it now. Under the lock of <see cref="FreshCopies"/>.</summary>
    public int Users { get; set; }

    /// <summary>When the last one ended, or it was made; a timestamp of the clock. Under the same lock.</summary>
    public long Used { get; set; }
}
