using System.Text.RegularExpressions;

namespace Ingest.Sinks.ClickHouse.Schema;

/// <summary>Which tables and views the schema's statements leave behind.</summary>
internal static partial class SchemaObjects
{
    /// <summary>
    /// Names of the objects of these statements without their database, each with the version of the file that makes one of that name first: from there
    /// on all is run again when it is missing, since a later file may replace what the files in between build on.
    /// </summary>
    public static IReadOnlyDictionary<string, int> Of(IEnumerable<(int Version, string Statement)> statements)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        var objects = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (version, statement) in statements)
        {
            if (Created().Match(statement) is { Success: true } created)
            {
                var name = created.Groups[1].Value;
                first.TryAdd(name, version);
                objects[name] = first[name];
            }
            else if (Dropped().Match(statement) is { Success: true } dropped)
            {
                objects.Remove(dropped.Groups[1].Value);
            }
        }

        return objects;
    }

    // A statement may begin with comment lines.
    [GeneratedRegex(@"^CREATE (?:OR REPLACE )?(?:TABLE|VIEW|MATERIALIZED VIEW) (?:IF NOT EXISTS )?\w+\.(\w+)", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Created();

    [GeneratedRegex(@"^DROP (?:TABLE|VIEW) (?:IF EXISTS )?\w+\.(\w+)", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Dropped();
}
