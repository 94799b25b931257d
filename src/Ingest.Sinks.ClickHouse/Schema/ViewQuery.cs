using System.Text;
using System.Text.RegularExpressions;

namespace Ingest.Sinks.ClickHouse.Schema;

/// <summary>
/// A view's query as text of its own: the views that it calls are put into it, and conditions of filters that are not asked for are left out. The
/// parameters that remain are ClickHouse's query parameters. ClickHouse takes a fraction of the time to understand what is left that it takes for the view
/// itself, whose text has to have every filter; less when the hours that are to be read from the facts are handed in (docs/decisions/0051-event-layers.md).
/// </summary>
public static partial class ViewQuery
{
    private const string CallMark = "${database}.";
    private const string FilteringView = "event_visit_rows";
    private const string CellView = "event_cell";

    // In place of the view of cells, what is known of them: a cell is its site's place in the list, from 1, and its hour. The comment says how they are cut,
    // once the callers' arguments are in it.
    private const string GivenCells = """
        SELECT {sites:Array(UUID)}[intDiv(cell, 4194304)] AS site_id, toInt64(cell % 4194304) - 1000000 AS hour, cell, 0 AS is_built
        FROM (SELECT arrayJoin({fresh:Array(UInt32)}) AS cell) /* cells: {unit:String} in {tz:String} */
        """;

    /// <summary>The keys that a filter may have, with their signs: those that the text of the view that filters knows.</summary>
    public static IReadOnlySet<string> FilterKeys { get; } = FilterKey()
        .Matches(ViewFile.Embedded.Single(view => view.Name == FilteringView).Template)
        .Select(match => match.Groups["key"].Value)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>The query of a view of this binary for a database.</summary>
    /// <param name="view">The view.</param>
    /// <param name="database">Name of the database.</param>
    /// <param name="filterKeys">Keys of the filter that is asked for, with their signs, such as <c>country</c> and <c>!path</c>.</param>
    /// <param name="hours">Whether the query is to find the hours that are not built itself; if not, their cells are its parameter <c>fresh</c>, an Array(UInt32).</param>
    public static string Render(ViewFile view, string database, IReadOnlyCollection<string> filterKeys, FreshHours hours = FreshHours.Asked) =>
        Inline(view, filterKeys, hours).Replace("${database}", database, StringComparison.Ordinal);

    /// <summary>
    /// How a view's query cuts hours into intervals: its unit and its time zone, each a text in quotes or the query's parameter of that name. Null when it
    /// reads no hours, or cuts them in several ways: such a query finds those that are not built itself.
    /// </summary>
    public static HourCut? CutOf(ViewFile view)
    {
        var cuts = CellCut().Matches(Inline(view, filterKeys: null, FreshHours.Given)).Select(match => new HourCut(match.Groups["unit"].Value, match.Groups["zone"].Value)).Distinct().ToArray();
        return cuts.Length == 1 ? cuts[0] : null;
    }

    /// <summary>The query of <c>event_cell</c> for one <c>site</c>, with <c>${database}</c> for the database.</summary>
    public static string CellsOfSite { get; } =
        Inline(ViewFile.Embedded.Single(file => file.Name == CellView), [], FreshHours.Asked).Replace("{sites:Array(UUID)}", "[{site:UUID}]", StringComparison.Ordinal);

    /// <summary>The parameters that a view's query has once the views that it calls are in it.</summary>
    public static IReadOnlyList<ViewParameter> ParametersOf(ViewFile view) =>
        [.. ViewFile.ParameterText().Matches(Inline(view, filterKeys: null, FreshHours.Asked)).Select(match => new ViewParameter(match.Groups["name"].Value, match.Groups["type"].Value)).DistinctBy(parameter => parameter.Name)];

    // A condition of one key, or of any: the line ends with the condition.
    private static bool IsAsked(Match condition, IReadOnlyCollection<string> filterKeys) =>
        condition.Groups["key"].Success ? filterKeys.Contains(condition.Groups["key"].Value) : filterKeys.Count > 0;

    // Conditions are left out of each view's own text, where each is a line: once a view is put into one, it has many. Null keeps all.
    private static string Inline(ViewFile view, IReadOnlyCollection<string>? filterKeys, FreshHours hours)
    {
        if (view.Name == CellView && hours != FreshHours.Asked)
        {
            return GivenCells;
        }

        if (hours == FreshHours.Copied && FreshPart.Is(view))
        {
            return FreshPart.ReadingOf(view);
        }

        var query = filterKeys is null ? view.Query : ConditionLine().Replace(view.Query, match => IsAsked(match, filterKeys) ? match.Value : "");
        query = hours == FreshHours.None ? PartOfFacts().Replace(query, "") : query;
        query = filterKeys?.Any(key => key.EndsWith("channel", StringComparison.Ordinal)) == false ? PartOfChannels().Replace(query, "") : query;
        var text = new StringBuilder();
        var position = 0;
        while (FindCall(query, position) is { } call)
        {
            var (arguments, end) = ReadArguments(query, call.ArgumentsStart);
            var inner = ViewFile.ParameterText().Replace(Inline(call.View, filterKeys, hours), match => arguments.GetValueOrDefault(match.Groups["name"].Value, match.Value));
            text.Append(query, position, call.Start - position).Append('(').Append(inner).Append(')');
            position = end;
        }

        return text.Append(query, position, query.Length - position).ToString();
    }

    private static (ViewFile View, int Start, int ArgumentsStart)? FindCall(string query, int from)
    {
        for (var match = Call().Match(query, from); match.Success; match = match.NextMatch())
        {
            if (ViewFile.Embedded.FirstOrDefault(view => view.Name == match.Groups["name"].Value) is { } view)
            {
                return (view, match.Index, match.Index + match.Length);
            }
        }

        return null;
    }

    // "a=…, b=…)": up to the bracket that closes the call. Commas within brackets and quotes belong to a value.
    private static (Dictionary<string, string> Arguments, int End) ReadArguments(string query, int start)
    {
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal);
        var (depth, isQuoted, from) = (1, false, start);
        for (var i = start; i < query.Length; i++)
        {
            isQuoted ^= query[i] == '\'';
            depth += isQuoted ? 0 : query[i] is '(' or '[' or '{' ? 1 : query[i] is ')' or ']' or '}' ? -1 : 0;
            if (depth > 1 || (depth == 1 && (isQuoted || query[i] != ',')))
            {
                continue;
            }

            var argument = query[from..i].Split('=', 2, StringSplitOptions.TrimEntries);
            arguments[argument[0]] = argument[1];
            from = i + 1;
            if (depth == 0)
            {
                return (arguments, from);
            }
        }

        throw new FormatException($"A call of a view is not closed: {query[(start - CallMark.Length)..]}");
    }

    [GeneratedRegex(@"keep\['(?<key>[^']+)'\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FilterKey();

    [GeneratedRegex(@"\$\{database\}\.(?<name>\w+)\(", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Call();

    [GeneratedRegex(@"/\* cells: (?<unit>.+) in (?<zone>.+) \*/", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CellCut();

    // What reads the facts, between two lines that say so.
    [GeneratedRegex(@"^ *-- fresh: begin\n.*?^ *-- fresh: end\n", RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PartOfFacts();

    // What a filter by channel alone asks for.
    [GeneratedRegex(@"^ *-- channel: begin\n.*?^ *-- channel: end\n", RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PartOfChannels();

    [GeneratedRegex(@"^ +AND \(empty\((?:keep\['(?<key>[^']+)'\]|\{filter:[^{}]+\})\) OR .*$\n?", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ConditionLine();
}
