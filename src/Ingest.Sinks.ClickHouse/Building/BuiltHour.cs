namespace Ingest.Sinks.ClickHouse.Building;

/// <summary>What is built of one hour of a site that is read from the tables, beside what the facts have.</summary>
/// <param name="Site">The site.</param>
/// <param name="Hour">Whole hours since 1970.</param>
/// <param name="Facts">Counts of the facts, in the order of <see cref="Counted"/>.</param>
/// <param name="Built">The same, of the tables.</param>
public sealed record BuiltHour(Guid Site, long Hour, IReadOnlyList<long> Facts, IReadOnlyList<long> Built)
{
    /// <summary>What is counted: the first three in <c>event_visit_built</c>, the others in <c>event_page_built</c>.</summary>
    public static IReadOnlyList<string> Counted { get; } = ["visits", "views", "custom events", "pages", "views of pages"];

    /// <summary>Begin of the hour.</summary>
    public DateTimeOffset Begin => DateTimeOffset.UnixEpoch.AddHours(Hour);

    /// <summary>Whether the tables say what the facts say.</summary>
    public bool IsEqual => Facts.SequenceEqual(Built);
}
