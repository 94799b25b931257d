namespace Ingest.Commands.Report;

/// <summary>A column of a view.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, in ClickHouse's words.</param>
internal sealed record ReportColumn(string Name, string Type)
{
    private static readonly string[] Shares = ["bounce_rate", "share", "dropped", "stickiness"];
    private static readonly string[] Seconds = ["visit_seconds", "visit_duration", "seconds", "time_on_page", "duration_seconds"];
    private static readonly string[] Vitals = ["lcp", "inp", "fcp", "ttfb"];

    // Numbers that are names.
    private static readonly string[] Names = ["weekday", "hour", "step", "age"];

    /// <summary>What its values are.</summary>
    public CellKind Kind { get; } = KindOf(Name, Plain(Type));

    /// <summary>True for what is counted or measured; false for what says of whom.</summary>
    public bool IsMeasure => Kind is CellKind.Number or CellKind.Share or CellKind.Seconds or CellKind.Milliseconds && !Names.Contains(Name);

    /// <summary>True for a text or an id: what rows are told apart by.</summary>
    public bool IsKey => Plain(Type) is "String" or "UUID" or "Array(String)";

    /// <summary>The unit, for people.</summary>
    public string Unit => Kind switch
    {
        CellKind.Share => "share, 0 to 1",
        CellKind.Seconds => "seconds",
        CellKind.Milliseconds => "milliseconds",
        CellKind.Time => "time, UTC",
        CellKind.Number => "number",
        _ => "text",
    };

    private static string Plain(string type)
    {
        foreach (var wrapper in new[] { "LowCardinality(", "Nullable(" })
        {
            type = type.StartsWith(wrapper, StringComparison.Ordinal) ? type[wrapper.Length..^1] : type;
        }

        return type;
    }

    private static CellKind KindOf(string name, string type) => type switch
    {
        _ when type.StartsWith("Array(", StringComparison.Ordinal) => CellKind.Texts,
        _ when type.StartsWith("DateTime", StringComparison.Ordinal) => CellKind.Time,
        _ when !IsNumber(type) => CellKind.Text,
        _ when Shares.Contains(name) => CellKind.Share,
        _ when Seconds.Contains(name) => CellKind.Seconds,
        _ when Vitals.Contains(name.Split('_')[0]) => CellKind.Milliseconds,
        _ => CellKind.Number,
    };

    private static bool IsNumber(string type) =>
        type.StartsWith("UInt", StringComparison.Ordinal) || type.StartsWith("Int", StringComparison.Ordinal)
        || type.StartsWith("Float", StringComparison.Ordinal) || type.StartsWith("Decimal", StringComparison.Ordinal);
}
