using System.Globalization;
using System.Text.Json;
using Ingest.IntegrationTests.ClickHouse.Sink;
using Ingest.IntegrationTests.Metrics.Reference;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.IntegrationTests.Metrics.Views;

/// <summary>What a view answers, in either of the ways in which it may be asked.</summary>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Rows">The rows as text, sorted.</param>
internal sealed record AskedView(string[] Columns, string[] Rows)
{
    private const int LinesMax = 4;

    private Row[] Values { get; init; } = [];

    /// <summary>Asks with <see cref="ViewQuery"/> and parameters of the request; the query finds the hours that are not built itself.</summary>
    public static Task<AskedView> RenderedAsync(SinkDatabase database, ViewFile view, Question question) =>
        AskAsync(database, ViewQuery.Render(view, database.Options.Database, [.. question.Filter.Keys]), ParametersOf(view, question));

    /// <summary>Asks as the server does: for the hours that are not built first, and for copies of what the facts say of them.</summary>
    public static async Task<AskedView> AsServerAsync(ViewDatabase database, ViewFile view, Question question)
    {
        var parameters = ParametersOf(view, question);
        var asked = await database.Server.AskAsync(view, question, [.. parameters.Select(parameter => new KeyValuePair<string, string>(parameter.Key["param_".Length..], parameter.Value))]);
        using var lease = asked.Lease;
        return await AskAsync(database.Database, asked.Query.Sql, [.. asked.Query.Parameters.Select(parameter => new KeyValuePair<string, string>($"param_{parameter.Key}", parameter.Value))]);
    }

    /// <summary>Asks the view itself, as a person would.</summary>
    public static Task<AskedView> DirectAsync(SinkDatabase database, ViewFile view, Question question)
    {
        var arguments = ViewQuery.ParametersOf(view).Select(parameter => $"{parameter.Name}={Value(parameter.Name, question, isLiteral: true)}");
        return AskAsync(database, $"SELECT * FROM {database.Options.Database}.{view.Name}({string.Join(", ", arguments)})", []);
    }

    /// <summary>Asks any query.</summary>
    public static async Task<AskedView> AskAsync(SinkDatabase database, string sql, KeyValuePair<string, string>[] parameters)
    {
        await using var stream = await database.Client.QueryAsync(
            $"{sql} FORMAT JSONCompact", [.. parameters, new("output_format_json_quote_64bit_integers", "0")], TestContext.Current.CancellationToken);
        using var json = await JsonDocument.ParseAsync(stream, cancellationToken: TestContext.Current.CancellationToken);
        var columns = json.RootElement.GetProperty("meta").EnumerateArray().Select(column => (Name: column.GetProperty("name").GetString()!, Type: column.GetProperty("type").GetString()!)).ToArray();
        Row[] rows = [.. json.RootElement.GetProperty("data").EnumerateArray().Select(line =>
        {
            var row = new Row();
            foreach (var (cell, column) in line.EnumerateArray().Zip(columns))
                row[column.Name] = Parse(cell, column.Type);
            return row;
        })];
        string[] names = [.. columns.Select(column => column.Name)];
        return new AskedView(names, [.. rows.Select(row => row.Text(names)).Order(StringComparer.Ordinal)]) { Values = rows };
    }

    /// <summary>What is not as it should be, for people; empty when all is.</summary>
    public string DifferenceTo(IEnumerable<Row> reference)
    {
        string[] expected = [.. reference.Select(row => row.Text(Columns)).Order(StringComparer.Ordinal)];
        return expected.SequenceEqual(Rows)
            ? ""
            : $"missing:\n{Lines(expected.Except(Rows))}\ntoo many:\n{Lines(Rows.Except(expected))}\n{expected.Length} rows expected, {Rows.Length} answered";
    }

    /// <summary>The rows whose time lies in a range, as they are compared.</summary>
    public AskedView Within(string time, long since, long until) =>
        this with { Rows = [.. Values.Where(row => (DateTime)row[time]! >= Row.Time(since) && (DateTime)row[time]! < Row.Time(until)).Select(row => row.Text(Columns)).Order(StringComparer.Ordinal)] };

    /// <summary>The sum of each of some columns.</summary>
    public decimal[] Sums(IEnumerable<string> columns) =>
        [.. columns.Select(column => Values.Sum(row => Convert.ToDecimal(row[column], CultureInfo.InvariantCulture)))];

    private static KeyValuePair<string, string>[] ParametersOf(ViewFile view, Question question) =>
        [.. ViewQuery.ParametersOf(view).Select(parameter => new KeyValuePair<string, string>($"param_{parameter.Name}", Value(parameter.Name, question, isLiteral: false)))];

    private static string Lines(IEnumerable<string> rows) => string.Join('\n', rows.Take(LinesMax).Select(row => $"  {row}"));

    private static object? Parse(JsonElement cell, string type) => type switch
    {
        _ when cell.ValueKind == JsonValueKind.Null => null,
        _ when type.StartsWith("Map(", StringComparison.Ordinal) => Row.Map(cell.EnumerateObject().Select(pair => (pair.Name, pair.Value.ValueKind == JsonValueKind.String ? (object)pair.Value.GetString()! : pair.Value.GetDouble()))),
        _ when type.Contains("DateTime", StringComparison.Ordinal) => DateTime.Parse(cell.GetString()!, CultureInfo.InvariantCulture),
        _ when type.Contains("Array", StringComparison.Ordinal) => cell.EnumerateArray().Select(text => text.GetString()!).ToArray(),
        _ when type.Contains("Float", StringComparison.Ordinal) => cell.GetDouble(),
        _ when type.Contains("Decimal", StringComparison.Ordinal) => cell.GetDecimal(),
        _ when type.Contains("Int", StringComparison.Ordinal) => cell.GetDecimal(),
        _ => cell.GetString(),
    };

    private static string Value(string parameter, Question question, bool isLiteral)
    {
        var quote = isLiteral ? "'" : "";
        return parameter switch
        {
            "site" => $"{quote}{question.Site}{quote}",
            "since" => $"{quote}{Time(question.Since)}{quote}",
            "until" => $"{quote}{Time(question.Until)}{quote}",
            "tz" => $"{quote}{question.Zone}{quote}",
            "unit" => $"{quote}{question.Unit}{quote}",
            "filter" when isLiteral => $"map({string.Join(", ", question.Filter.Select(condition => $"{Text(condition.Key)}, {Texts(condition.Value)}"))})",
            "filter" => $"{{{string.Join(",", question.Filter.Select(condition => $"{Text(condition.Key)}:{Texts(condition.Value)}"))}}}",
            "steps" => Texts(question.Steps),
            "seconds" => question.Seconds.ToString(CultureInfo.InvariantCulture),
            "length" => question.Length.ToString(CultureInfo.InvariantCulture),
            "event" => isLiteral ? Text(question.Event) : Escaped(question.Event),
            "key" => isLiteral ? Text(question.Key) : Escaped(question.Key),
            _ => throw new ArgumentOutOfRangeException(nameof(parameter), parameter, "A question has no such parameter yet."),
        };
    }

    private static string Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static string Texts(IEnumerable<string> texts) => $"[{string.Join(",", texts.Select(Text))}]";

    private static string Text(string text) => $"'{Escaped(text).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
