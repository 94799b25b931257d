using System.Text.RegularExpressions;

namespace Ingest.Sinks.ClickHouse.Schema;

/// <summary>
/// The views that work out from the facts what is not built (<c>event_visit_fresh</c>, <c>event_page_fresh</c>, and <c>event_visit_part</c> on the way), and
/// tables of what they say, which queries read in their place with <see cref="FreshHours.Copied"/>. Most of the time of a question of the last day goes into
/// such a view: several questions about one site and time need it once.
/// </summary>
public static partial class FreshPart
{
    private const string DatabaseSuffix = "_fresh";
    private const string TableParameter = "copy";

    private static readonly string[] ViewSuffixes = ["_fresh", "_part"];

    /// <summary>Name of the database of the tables, for that of the events.</summary>
    public static string DatabaseOf(string database) => database + DatabaseSuffix;

    /// <summary>The views that a query or a statement, as <see cref="ViewQuery.Render"/> or <see cref="Create"/> makes it, reads tables of. Each is the name of a parameter too: an Identifier, of the table.</summary>
    public static IReadOnlyList<string> ViewsOf(string query) => [.. TableName().Matches(query).Select(match => match.Groups["view"].Value).Distinct()];

    /// <summary>
    /// The statement that makes a table in the memory of ClickHouse of what a view says. Its parameters: <c>copy</c>, an Identifier, the table's name;
    /// <c>site</c>; <c>since</c> and <c>until</c>, a time that has the hours; <c>fresh</c>, these, an Array(Int64); <c>parts</c>, 1 when each of them lies
    /// in the range and in one interval as a whole, so that one row for each visit and hour is enough; and the tables that it reads itself. ClickHouse works
    /// several short statements out sooner than one that has them nested: for each column it looks through all that the column is made of.
    /// </summary>
    /// <param name="view">One of <see cref="ViewsOf"/>.</param>
    /// <param name="database">Name of the database of the events.</param>
    public static string Create(string view, string database)
    {
        var query = ViewQuery.Render(ViewFile.Embedded.Single(file => file.Name == view), database, [], FreshHours.Copied)
            .Replace("{sites:Array(UUID)}", "[{site:UUID}]", StringComparison.Ordinal);
        return $"CREATE TABLE {DatabaseOf(database)}.{{{TableParameter}:Identifier}} ENGINE = Memory AS\n{query}";
    }

    internal static bool Is(ViewFile view) => Array.Exists(ViewSuffixes, suffix => view.Name.EndsWith(suffix, StringComparison.Ordinal));

    internal static string ReadingOf(ViewFile view) => $"SELECT * FROM ${{database}}{DatabaseSuffix}.{{{view.Name}:Identifier}}";

    [GeneratedRegex(@"FROM \w*_fresh\.\{(?<view>\w+):Identifier\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TableName();
}
