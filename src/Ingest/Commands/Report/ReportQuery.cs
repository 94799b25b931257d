using System.Globalization;
using System.Text.RegularExpressions;
using Ingest.Sinks.ClickHouse.Client;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Commands.Report;

/// <summary>A request as SQL. Its values go beside the text, as parameters; of the columns the text has names that ClickHouse has told.</summary>
internal static partial class ReportQuery
{
    // Tables are cut by the time of an event, or by the begin of what has more of them.
    private const string TableTime = "event_time";
    private static readonly string[] TableParameters = ["site", "since", "until"];

    // Of what is grouped, the key too: what begins in a range has an event in it.
    private static readonly Dictionary<string, (string Time, string Key)> Grouped = new(StringComparer.Ordinal)
    {
        ["event_page"] = ("first_at", "visit_id"),
        ["event_session"] = ("first_seen_at", "session_id"),
        ["event_visit"] = ("started_at", "visit_id"),
        ["v_pa_visits"] = ("started_at", "visit_id"),
    };

    /// <summary>The parameters that a view has; of a table, those it is cut by.</summary>
    public static IReadOnlyList<string> ParametersOf(ViewFile view) =>
        ReportCatalogue.IsView(view) ? [.. ViewQuery.ParametersOf(view).Select(parameter => parameter.Name)] : TableParameters;

    /// <summary>No rows: what there is to know are the columns.</summary>
    public static AnalystSql OfColumns(ReportRequest request, string database) => Of(request, $"SELECT * FROM (\n{Inner(request, database)}\n) LIMIT 0");

    /// <summary>The rows.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="database">Name of the database.</param>
    /// <param name="columns">The columns of the view.</param>
    /// <exception cref="CommandException">The column to sort by is none of them.</exception>
    public static AnalystSql OfRows(ReportRequest request, string database, IReadOnlyList<ReportColumn> columns)
    {
        var order = OrderOf(request, columns);
        var limit = request.Limit is null ? "" : " LIMIT {row_limit:UInt64}";
        return Of(request, $"SELECT * FROM (\n{Inner(request, database)}\n){(order.Length > 0 ? $" ORDER BY {order}" : "")}{limit}");
    }

    private static string Inner(ReportRequest request, string database) => ReportCatalogue.IsView(request.View)
        ? ViewQuery.Render(request.View, database, request.Filter.Keys)
        : TableText(request.View.Name, database);

    // What was delivered twice counts once. A condition on the begin of a group is answered when all of them are made; one on its key before.
    private static string TableText(string name, string database)
    {
        var (time, key) = Grouped.GetValueOrDefault(name, (TableTime, ""));
        var final = name.StartsWith("fact_", StringComparison.Ordinal) ? " FINAL" : "";
        var ofKey = key.Length == 0 ? "" : $" AND {key} IN (SELECT {key} FROM {database}.fact_event WHERE {InRange(TableTime)})";
        return $"SELECT * FROM {database}.{name}{final} WHERE {InRange(time)}{ofKey}";
    }

    private static string InRange(string time) => $"site_id = {{site:UUID}} AND {time} >= {{since:DateTime64(3, 'UTC')}} AND {time} < {{until:DateTime64(3, 'UTC')}}";

    // The view's example says how its rows are read. Rows that are equal in that come in the order of their names, so that the same question has the same answer.
    private static string OrderOf(ReportRequest request, IReadOnlyList<ReportColumn> columns)
    {
        if (request.Order is not { } order)
        {
            var (text, named) = DefaultOrder(request.View);
            return string.Join(", ", [.. text, .. ReportCatalogue.IsView(request.View) ? Ties(columns, named) : []]);
        }

        return columns.Any(column => column.Name == order.Column)
            ? string.Join(", ", [$"`{order.Column}` {(order.IsDescending ? "DESC" : "ASC")}", .. Ties(columns, [order.Column])])
            : throw new CommandException($"--order: {request.View.Name} has no column '{order.Column}'. Its columns are {string.Join(", ", columns.Select(column => column.Name))}");
    }

    private static IEnumerable<string> Ties(IReadOnlyList<ReportColumn> columns, IReadOnlyCollection<string> named) =>
        columns.Where(column => column.IsKey && !named.Contains(column.Name)).Select(column => $"`{column.Name}`");

    /// <summary>The order of a view's example, as SQL, and the columns in it; nothing for the tables, which are not sorted.</summary>
    public static (IReadOnlyList<string> Text, IReadOnlyList<string> Columns) DefaultOrder(ViewFile view)
    {
        var match = ReportCatalogue.IsView(view) ? ExampleOrder().Match(view.Example) : Match.Empty;
        string[] terms = match.Success ? match.Groups["terms"].Value.Split(',', StringSplitOptions.TrimEntries) : [];
        return (terms, [.. terms.Select(term => term.Split(' ')[0])]);
    }

    private static AnalystSql Of(ReportRequest request, string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["site"] = request.Site.ToString(),
            ["since"] = ClickHouseText.Of(request.Range.Since),
            ["until"] = ClickHouseText.Of(request.Range.Until),
            ["tz"] = request.Zone.Id,
            ["unit"] = TimeBuckets.NameOf(request.Unit),
            ["filter"] = request.Filter.ToParameter(),
            ["steps"] = ClickHouseText.List(request.Steps),
            ["seconds"] = ((long)request.Within.TotalSeconds).ToString(CultureInfo.InvariantCulture),
            ["length"] = request.Length.ToString(CultureInfo.InvariantCulture),
            ["event"] = ClickHouseText.Of(request.Event),
            ["key"] = ClickHouseText.Of(request.Key),
        };
        var used = ParametersOf(request.View).ToDictionary(name => name, name => values[name], StringComparer.Ordinal);
        if (request.Limit is { } limit)
        {
            used["row_limit"] = limit.ToString(CultureInfo.InvariantCulture);
        }

        return new AnalystSql(text) { Parameters = used };
    }

    [GeneratedRegex(@" ORDER BY (?<terms>[\w, ]+?)(?: LIMIT \d+)?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ExampleOrder();
}
