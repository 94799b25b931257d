using System.Globalization;
using System.Text.Json;

namespace Ingest.Commands.Report;

/// <summary>An answer in memory: its columns, and as many of its rows as were asked for.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The rows, a value for each column.</param>
internal sealed record ReportRows(IReadOnlyList<ReportColumn> Columns, IReadOnlyList<JsonElement[]> Rows)
{
    // A line of names, one of types, then one for each row.
    private const string Format = "JSONCompactEachRowWithNamesAndTypes";

    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss.FFF";

    /// <summary>Asks for an answer.</summary>
    public static Task<ReportRows> ReadAsync(Uri endpoint, AnalystSql sql, CancellationToken cancellationToken) =>
        AnalystQuery.AskAsync(endpoint, sql, Format, answer => ReadAsync(answer, cancellationToken), cancellationToken);

    /// <summary>Place of a column; -1 when there is none of the name.</summary>
    public int PlaceOf(string name) => Columns.ToList().FindIndex(column => column.Name == name);

    /// <summary>A value as a number; 0 for one that is not known.</summary>
    public static double NumberOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => 0,
    };

    /// <summary>A value as an instant.</summary>
    public static DateTimeOffset TimeOf(JsonElement value) =>
        DateTimeOffset.ParseExact(value.GetString()!, [TimeFormat, "yyyy-MM-dd HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>An instant as a value.</summary>
    public static JsonElement OfTime(DateTimeOffset time) => JsonSerializer.SerializeToElement(time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));

    private static async Task<ReportRows> ReadAsync(Stream answer, CancellationToken cancellationToken)
    {
        using var lines = new StreamReader(answer);
        var names = await LineAsync<string>(lines, cancellationToken) ?? [];
        var types = await LineAsync<string>(lines, cancellationToken) ?? [];
        var rows = new List<JsonElement[]>();
        while (await LineAsync<JsonElement>(lines, cancellationToken) is { } row)
        {
            rows.Add(row);
            if (rows.Count > ReportRun.TableRowsMax + 1)
            {
                throw new CommandException($"The answer has more than {ReportRun.TableRowsMax} rows: give a --limit, or let --format csv, json or parquet stream all of them");
            }
        }

        return new ReportRows([.. names.Zip(types, (name, type) => new ReportColumn(name, type))], rows);
    }

    private static async Task<T[]?> LineAsync<T>(StreamReader lines, CancellationToken cancellationToken) =>
        await lines.ReadLineAsync(cancellationToken) is { Length: > 0 } line ? JsonSerializer.Deserialize<T[]>(line) : null;
}
