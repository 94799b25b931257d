namespace Ingest.Endpoints.Metrics;

/// <summary>A question: which view, of what, how it is sorted and cut.</summary>
/// <param name="View">The view.</param>
/// <param name="Site">The site.</param>
/// <param name="Range">The time that it is about; of views of now, <see cref="TimeRange.Until"/> is.</param>
internal sealed record QueryRequest(CataloguedView View, Guid Site, TimeRange Range)
{
    /// <summary>IANA name of the time zone of its days.</summary>
    public required string TimeZone { get; init; }

    /// <summary>The interval; null when the view has none.</summary>
    public string? Unit { get; init; }

    /// <summary>What is kept: values by key, the key with its sign.</summary>
    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Filter { get; init; } = [];

    /// <summary>The view's own parameters, in ClickHouse's text form.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Own { get; init; } = [];

    /// <summary>The column that it is sorted by first; null for the view's first.</summary>
    public string? Order { get; init; }

    /// <summary>True: the greatest first.</summary>
    public bool IsDescending { get; init; }

    /// <summary>Most rows.</summary>
    public required int Limit { get; init; }

    /// <summary>Rows left out before the first.</summary>
    public int Offset { get; init; }
}
