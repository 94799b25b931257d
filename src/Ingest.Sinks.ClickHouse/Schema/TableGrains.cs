using System.Text.RegularExpressions;

namespace Ingest.Sinks.ClickHouse.Schema;

/// <summary>The tables and views that this version makes, each with what one row is.</summary>
public static partial class TableGrains
{
    // What a cluster keeps on each of its servers, and what only moves rows from one table to another.
    private const string LocalSuffix = "_local";
    private const string MoverMark = "_to_";

    /// <summary>Grain by name.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = ReadAll();

    /// <summary>True for a view that only moves rows from one table into another, at each insert.</summary>
    public static bool IsMover(string name) => name.Contains(MoverMark, StringComparison.Ordinal);

    private static SortedDictionary<string, string> ReadAll()
    {
        var grains = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in SchemaFile.Embedded)
        {
            var comment = string.Join(' ', file.Template.Split('\n').TakeWhile(line => line.StartsWith("-- ", StringComparison.Ordinal)).Select(line => line[3..]));
            foreach (var name in Created().Matches(file.Template).Select(match => match.Groups["name"].Value).Where(IsRead))
            {
                grains.TryAdd(name, GrainOf(comment, name));
            }
        }

        foreach (var view in ViewFile.Embedded)
        {
            grains[view.Name] = view.Grain.Replace("`", "", StringComparison.Ordinal);
        }

        return grains;
    }

    private static bool IsRead(string name) => !name.EndsWith(LocalSuffix, StringComparison.Ordinal) && !IsMover(name);

    // Of a file of several tables, the sentence names each: "metadata_link one row per short link (id), metadata_pixel …".
    private static string GrainOf(string comment, string name)
    {
        var text = comment.Replace("Grain: ", "", StringComparison.Ordinal).Replace("as before: ", "", StringComparison.Ordinal);
        var own = Regex.Match(text, $@"\b{Regex.Escape(name)} (?<grain>one (?:row )?per .*?|per .*?)(?:[,.;:] (?=\w+_\w+ )|\. |$)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        var grain = own.Success ? own.Groups["grain"].Value : text.Split(". ")[0];
        return grain.Replace("one per ", "per ", StringComparison.Ordinal) is var plain && plain.StartsWith("per ", StringComparison.Ordinal) ? $"one row {plain.TrimEnd('.')}." : $"{grain.TrimEnd('.')}.";
    }

    [GeneratedRegex(@"CREATE (?:OR REPLACE )?(?:TABLE|VIEW|MATERIALIZED VIEW) (?:IF NOT EXISTS )?\$\{database\}\.(?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Created();
}
