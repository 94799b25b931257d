using System.Text.RegularExpressions;

namespace Ingest.Sinks.ClickHouse.Schema;

/// <summary>Which tables and views the schema's statements leave behind.</summary>
internal static partial class SchemaObjects
{
    /// <summary>Names of the objects of these statements without their database, each with the version of the file that makes it first.</summary>
    public static IReadOnlyDictionary<string, int> Of(IEnumerable<(int Version, string Statement)> statements)
    {
        var objects = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (version, statement) in statements)
        {
            if (Created().Match(statement) is { Success: true } created)
            {
                objects.TryAdd(created.Groups[1].Value, version);
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
