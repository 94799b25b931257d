namespace Ingest.Demo;

/// <summary>One message of a visit.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Second">Seconds since the visit began; no two messages of a visit share one, because timestamps count seconds.</param>
/// <param name="Url">Path and query of the page that it is sent from.</param>
/// <param name="Title">Title of that page.</param>
/// <param name="Referrer">Address of the page before; empty for none.</param>
internal sealed record VisitStep(StepKind Kind, int Second, string Url, string Title, string Referrer)
{
    /// <summary>Name of a custom event.</summary>
    public string Name { get; init; } = "";

    /// <summary>Properties of a custom event, or of the visitor: texts, numbers, booleans, times and lists of texts.</summary>
    public IReadOnlyList<(string Key, object Value)> Data { get; init; } = [];

    /// <summary>What was measured; null for all but performance.</summary>
    public PageVitals? Vitals { get; init; }
}
