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
    private const string RowsSuffix = "_rows";
    private const string FreshHourView = "event_fresh_hour";

    // In place of the view of the hours that are not built, what is known of them. The comment says how they are cut, once the callers' arguments are in it.
    private const string GivenHours =
        "SELECT arrayJoin({sites:Array(UUID)}) AS site_id, arrayJoin({fresh:Array(Int64)}) AS hour /* cut: {unit:String} in {tz:String} */";

    /// <summary>The keys that a filter may have, with their signs: those that the text of the view that filters knows.</summary>
    public static IReadOnlySet<string> FilterKeys { get; } = FilterKey()
        .Matches(ViewFile.Embedded.Single(view => view.Name == FilteringView).Template)
        .Select(match => match.Groups["key"].Value)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>The query of a view of this binary for a database.</summary>
    /// <param name="view">The view.</param>
    /// <param name="database">Name of the database.</param>
    /// <param name="filterKeys">Keys of the filter that is asked for, with their signs, such as <c>country</c> and <c>!path</c>.</param>
    /// <param name="hours">Whether the query is to find the hours that are not built itself; if not, they are its parameter <c>fresh</c>, an Array(Int64), of every site that it is about.</param>
    public static string Render(ViewFile view, string database, IReadOnlyCollection<string> filterKeys, FreshHours hours = FreshHours.Asked) =>
        Inline(view, filterKeys, hours).Replace("${database}", database, StringComparison.Ordinal);

    /// <summary>
    /// How a view's query cuts hours into intervals: its unit and its time zone, each a text in quotes or the query's parameter of that name. Null when it
    /// reads no hours, or cuts them in several ways: such a query finds those that are not built itself.
    /// </summary>
    public static HourCut? CutOf(ViewFile view)
    {
        var cuts = HoursCut().Matches(Inline(view, filterKeys: null, FreshHours.Given)).Select(match => new HourCut(match.Groups["unit"].Value, match.Groups["zone"].Value)).Distinct().ToArray();
        return cuts.Length == 1 ? cuts[0] : null;
    }

    /// <summary>The parameters that a view's query has once the views that it calls are in it.</summary>
    public static IReadOnlyList<ViewParameter> ParametersOf(ViewFile view) =>
        [.. ViewFile.ParameterText().Matches(Inline(view, filterKeys: null, FreshHours.Asked)).Select(match => new ViewParameter(match.Groups["name"].Value, match.Groups["type"].Value)).DistinctBy(parameter => parameter.Name)];

    // A condition of one key, or of any: the line ends with the condition.
    private static bool IsAsked(Match condition, IReadOnlyCollection<string> filterKeys) =>
        condition.Groups["key"].Success ? filterKeys.Contains(condition.Groups["key"].Value) : filterKeys.Count > 0;

    // What stands for a view that is called.
    private static string TextOf(ViewFile view, IReadOnlyCollection<string>? filterKeys, FreshHours hours) => hours switch
    {
        FreshHours.Copied when FreshPart.Is(view) => FreshPart.ReadingOf(view),
        not FreshHours.Asked when view.Name == FreshHourView => GivenHours,
        _ => Inline(view, filterKeys, hours),
    };

    // Conditions are left out of each view's own text, where each is a line: once a view is put into one, it has many. Null keeps all.
    private static string Inline(ViewFile view, IReadOnlyCollection<string>? filterKeys, FreshHours hours)
    {
        var query = filterKeys is null ? view.Query : ConditionLine().Replace(view.Query, match => IsAsked(match, filterKeys) ? match.Value : "");
        query = hours == FreshHours.None ? PartOfFacts().Replace(query, "") : query;
        query = filterKeys?.Any(key => key.EndsWith("channel", StringComparison.Ordinal)) == false ? PartOfChannels().Replace(query, "") : query;
        var text = new StringBuilder();
        var position = 0;
        while (FindCall(query, position) is { } call)
        {
            var (arguments, end) = ReadArguments(query, call.ArgumentsStart);
            var inner = ViewFile.ParameterText().Replace(TextOf(call.View, filterKeys, hours), match => arguments.GetValueOrDefault(match.Groups["name"].Value, match.Value));
            text.Append(query, position, call.Start - position).Append('(').Append(call.View.Name.EndsWith(RowsSuffix, StringComparison.Ordinal) ? WithColumnsFor(query, inner) : inner).Append(')');
            position = end;
        }

        return text.Append(query, position, query.Length - position).ToString();
    }

    // Views of rows have a line for each column. Those that neither the caller nor the rest of the text names are left out: ClickHouse takes time to understand
    // each, and looks through all of them again for each that is left.
    private static string WithColumnsFor(string caller, string rows)
    {
        var words = Word().Matches(caller + ColumnLine().Replace(rows, "")).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
        return CommaBeforeFrom().Replace(ColumnLine().Replace(rows, match => words.Contains(match.Groups["name"].Value) ? match.Value : ""), "");
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

    [GeneratedRegex(@"/\* cut: (?<unit>.+) in (?<zone>.+) \*/", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HoursCut();

    // What reads the facts, between two lines that say so.
    [GeneratedRegex(@"^ *-- fresh: begin\n.*?^ *-- fresh: end\n", RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PartOfFacts();

    // What a filter by channel alone asks for.
    [GeneratedRegex(@"^ *-- channel: begin\n.*?^ *-- channel: end\n", RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PartOfChannels();

    [GeneratedRegex(@"^ +AND \(empty\((?:keep\['(?<key>[^']+)'\]|\{filter:[^{}]+\})\) OR .*$\n?", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ConditionLine();

    [GeneratedRegex(@"\w+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"^ +(?<name>[a-z_]+),?\n", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ColumnLine();

    // Where the last column is left out.
    [GeneratedRegex(@",(?=\n *FROM )", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CommaBeforeFrom();
}
