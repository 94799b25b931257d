using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Commands.Report;

/// <summary>What is asked for: a view, and the values of its parameters.</summary>
internal sealed record ReportRequest
{
    /// <summary>The view.</summary>
    public required ViewFile View { get; init; }

    /// <summary>Id of the site.</summary>
    public required Guid Site { get; init; }

    /// <summary>From when to when.</summary>
    public required ReportRange Range { get; init; }

    /// <summary>The zone whose clock says when a day begins.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>What the figures are cut into, when the view cuts them.</summary>
    public IntervalUnit Unit { get; init; }

    /// <summary>Which visits count.</summary>
    public WhereFilter Filter { get; init; } = WhereFilter.Parse([]);

    /// <summary>The column that rows are sorted by, and whether the greatest comes first; null for the view's own order.</summary>
    public (string Column, bool IsDescending)? Order { get; init; }

    /// <summary>Most rows; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Steps of a funnel.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>How long after its first step a funnel may take.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Most steps of a journey.</summary>
    public int Length { get; init; } = 5;

    /// <summary>Name of the custom events whose values are asked for.</summary>
    public string Event { get; init; } = "";

    /// <summary>Key of their data.</summary>
    public string Key { get; init; } = "";
}
