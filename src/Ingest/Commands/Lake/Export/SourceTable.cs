using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ingest.Sinks.Iceberg.Export;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Commands.Lake.Export;

/// <summary>A table or view of ClickHouse, and the questions that its export asks.</summary>
/// <param name="Database">Its database.</param>
/// <param name="Name">Its name.</param>
/// <param name="Engine">Its engine.</param>
/// <param name="Columns">What is exported of it.</param>
/// <param name="Time">The column whose day divides it; null when it is exported as a whole.</param>
/// <param name="Notes">Columns that are not as they were, in words.</param>
internal sealed record SourceTable(
    string Database, string Name, string Engine, IReadOnlyList<SourceColumn> Columns, TimeColumn? Time, IReadOnlyList<string> Notes)
{
    // To be raised when rows are made otherwise of the same columns: every part is then written anew.
    private const string FormVersion = "1";

    private const string SiteColumn = "site_id";
    private const int FormBytes = 8;

    // A view computes everything for each question; a table finds a day by its key, and sorts one day in less memory than a month.
    private const int DaysOfView = 31;

    /// <summary>Days that one question is asked for.</summary>
    public int DaysPerQuery => Engine == "View" ? DaysOfView : 1;

    /// <summary>What is made of a row, as a short text that is another when that is another.</summary>
    public string Form => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', Columns.Select(column => $"{column.Name} {column.Expression} {TableJson.ToText(column.Wire.Type)}").Prepend(FormVersion)))).AsSpan(0, FormBytes));

    /// <summary>What the lake is told of it.</summary>
    public ExportDefinition Definition => new(
        Name,
        $"{Database}.{Name}",
        [.. Columns.Select(column => new ExportColumn(column.Name, column.Wire.Type, !column.Wire.IsNullable))],
        Time?.Column.Name,
        [.. SortedBySite.Select(site => site.Name), .. Time is null ? [] : new[] { Time.Column.Name }]);

    /// <summary>Asks for the count and the hash of each part that has rows: day, rows, hash.</summary>
    public string MarksSql(DateOnly from, DateOnly to) => Time is null
        ? $"SELECT {DayOf(Time)}, count(), sum({RowHash}) FROM {From} HAVING count() > 0 FORMAT TabSeparated"
        : $"SELECT {DayOf(Time)} AS export_day, count(), sum({RowHash}) FROM {From} WHERE {Time.Filter(from, to)} GROUP BY export_day FORMAT TabSeparated";

    /// <summary>Asks for the rows of parts, which are in order: day, hash of the row, its columns.</summary>
    public string RowsSql(IReadOnlyList<ExportPart> parts)
    {
        var rows = $"SELECT {DayOf(Time)}, {RowHash}, {string.Join(", ", Columns.Select(column => column.Expression))} FROM {From}";
        if (Time is null)
        {
            return $"{rows} FORMAT RowBinary";
        }

        var days = parts.Count == 1 ? "" : $" AND {DayOf(Time)} IN ({string.Join(", ", parts.Select(part => part.Number.ToString(CultureInfo.InvariantCulture)))})";
        string[] order = [DayOf(Time), .. SortedBySite.Select(site => $"UUIDToNum({site.Expression})"), Time.Column.Expression];
        return $"{rows} WHERE {Time.Filter(parts[0].Day!.Value, parts[^1].Day!.Value.AddDays(1))}{days} ORDER BY {string.Join(", ", order)} FORMAT RowBinary";
    }

    // Where rows of one key replace each other, or are added up, the last word on them is FINAL.
    private string From => $"`{Database}`.`{Name}`{(Merges(Engine) ? " FINAL" : "")}";

    // Of a tuple: the hash of several values is null when one of them is.
    private string RowHash => $"cityHash64(tuple({string.Join(", ", Columns.Select(column => column.Expression))}))";

    // The lake's order of UUIDs is that of their bytes, ClickHouse's begins in their middle.
    private IEnumerable<SourceColumn> SortedBySite =>
        Columns.Where(column => Time is not null && column is { Name: SiteColumn, Wire: { Kind: WireKind.Uuid, IsNullable: false } });

    private static string DayOf(TimeColumn? time) => time?.DayExpression ?? "toInt32(0)";

    private static bool Merges(string engine) => engine == "Distributed"
        || engine.EndsWith("ReplacingMergeTree", StringComparison.Ordinal) || engine.EndsWith("CollapsingMergeTree", StringComparison.Ordinal)
        || engine.EndsWith("AggregatingMergeTree", StringComparison.Ordinal) || engine.EndsWith("SummingMergeTree", StringComparison.Ordinal);
}
