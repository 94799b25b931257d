using System.Text;
using System.Text.RegularExpressions;

namespace Ingest.Sinks.ClickHouse.Schema;

/// <summary>
/// A view's query as text of its own: the views that it calls are put into it, and conditions of filters that are not asked for are left out. The
/// parameters that remain are ClickHouse's query parameters. ClickHouse takes 20 to 150 ms to understand what is left, and 600 ms for the view itself,
/// whose text has to have every filter.
/// </summary>
public static partial class ViewQuery
{
    private const string CallMark = "${database}.";
    private const string FilteringView = "event_visit_rows";

    /// <summary>The keys that a filter may have, with their signs: those that the text of the view that filters knows.</summary>
    public static IReadOnlySet<string> FilterKeys { get; } = FilterKey()
        .Matches(ViewFile.Embedded.Single(view => view.Name == FilteringView).Template)
        .Select(match => match.Groups["key"].Value)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>The query of a view of this binary for a database.</summary>
    /// <param name="view">The view.</param>
    /// <param name="database">Name of the database.</param>
    /// <param name="filterKeys">Keys of the filter that is asked for, with their signs, such as <c>country</c> and <c>!path</c>.</param>
    public static string Render(ViewFile view, string database, IReadOnlyCollection<string> filterKeys) =>
        Inline(view, filterKeys).Replace("${database}", database, StringComparison.Ordinal);

    /// <summary>The parameters that a view's query has once the views that it calls are in it.</summary>
    public static IReadOnlyList<ViewParameter> ParametersOf(ViewFile view) =>
        [.. ViewFile.ParameterText().Matches(Inline(view, filterKeys: null)).Select(match => new ViewParameter(match.Groups["name"].Value, match.Groups["type"].Value)).DistinctBy(parameter => parameter.Name)];

    // A condition of one key, or of any: the line ends with the condition.
    private static bool IsAsked(Match condition, IReadOnlyCollection<string> filterKeys) =>
        condition.Groups["key"].Success ? filterKeys.Contains(condition.Groups["key"].Value) : filterKeys.Count > 0;

    // Conditions are left out of each view's own text, where each is a line: once a view is put into one, it has many. Null keeps all.
    private static string Inline(ViewFile view, IReadOnlyCollection<string>? filterKeys)
    {
        var query = filterKeys is null ? view.Query : ConditionLine().Replace(view.Query, match => IsAsked(match, filterKeys) ? match.Value : "");
        var text = new StringBuilder();
        var position = 0;
        while (FindCall(query, position) is { } call)
        {
            var (arguments, end) = ReadArguments(query, call.ArgumentsStart);
            var inner = ViewFile.ParameterText().Replace(Inline(call.View, filterKeys), match => arguments.GetValueOrDefault(match.Groups["name"].Value, match.Value));
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

    [GeneratedRegex(@"^ +AND \(empty\((?:keep\['(?<key>[^']+)'\]|\{filter:[^{}]+\})\) OR .*$\n?", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ConditionLine();
}
