using System.Text.RegularExpressions;

namespace Ingest.Sinks.ClickHouse.Schema;

/// <summary>
/// Turns a schema file into statements. A statement ends with a semicolon at the end of a line. <c>-- only: cluster</c> on a line of its own
/// keeps the statement that follows for clusters.
/// </summary>
/// <remarks>
/// Placeholders: <c>${database}</c>; <c>${on_cluster}</c>, the clause with its leading space; <c>${local}</c>, the ending of the tables that
/// hold rows; <c>${replicated}</c>, the prefix of their engines; <c>${cluster}</c>, the cluster's name. All but the first are empty without a cluster.
/// </remarks>
internal static partial class SchemaTemplate
{
    private const string ClusterMark = "-- only: cluster\n";

    /// <summary>The statements of a file, in order, without their semicolons.</summary>
    public static IReadOnlyList<string> Render(string template, ClickHouseOptions options)
    {
        var isCluster = options.Cluster is { Length: > 0 };
        return [.. StatementEnd().Split(template)
            .Select(statement => statement.Trim())
            .Where(statement => statement.Length > 0)
            .Where(statement => isCluster || !statement.Contains(ClusterMark, StringComparison.Ordinal))
            .Select(statement => Substitute(statement.Replace(ClusterMark, "", StringComparison.Ordinal), options, isCluster))];
    }

    private static string Substitute(string statement, ClickHouseOptions options, bool isCluster) =>
        Placeholder().Replace(statement, match => match.Groups[1].Value switch
        {
            "database" => options.Database,
            "on_cluster" => isCluster ? $" ON CLUSTER '{options.Cluster}'" : "",
            "local" => isCluster ? "_local" : "",
            "replicated" => isCluster ? "Replicated" : "",
            "cluster" => options.Cluster ?? "",
            var name => throw new SchemaException($"The schema has the unknown placeholder ${{{name}}}."),
        });

    [GeneratedRegex(@";[ \t]*(?:\r?\n|$)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StatementEnd();

    [GeneratedRegex(@"\$\{([a-z_]+)\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
