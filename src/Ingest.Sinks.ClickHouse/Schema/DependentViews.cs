using System.Globalization;
using System.Text.RegularExpressions;
using Ingest.Sinks.ClickHouse.Client;

namespace Ingest.Sinks.ClickHouse.Schema;

/// <summary>
/// Holds events back while a materialized view is missing. Every other fault of the schema makes an insert fail; this one makes it succeed
/// without what is made of the rows: a sink that tried again while the schema was being applied got in between table and view.
/// </summary>
/// <remarks>One caller at a time.</remarks>
internal sealed partial class DependentViews(ClickHouseClient client, ClickHouseOptions options)
{
    private const int UnknownTable = 60;
    private const int NotFound = 404;

    private static readonly string[] Names = [.. SchemaFile.Embedded.SelectMany(file => Created().Matches(file.Template)).Select(match => match.Groups[1].Value)];

    private bool _arePresent;

    /// <summary>To be asked again before the next insert: something has failed, and may have been changed.</summary>
    public void Doubt() => _arePresent = false;

    /// <summary>Returns when every view is there; asks once, and again after a doubt. The views of a newer binary's schema are its own business.</summary>
    /// <exception cref="ClickHouseException">One is missing, or ClickHouse refused to say.</exception>
    public async ValueTask RequireAsync(CancellationToken cancellationToken)
    {
        if (_arePresent)
        {
            return;
        }

        var newest = SchemaFile.Embedded[^1].Version.ToString(CultureInfo.InvariantCulture);
        var missing = await client.QueryTextAsync(
            $"SELECT arrayJoin(['{string.Join("', '", Names)}']) AS name WHERE name NOT IN (SELECT name FROM system.tables WHERE database = '{options.Database}') "
            + $"AND (SELECT max(version) FROM {options.Database}.metadata_schema_version) <= {newest} LIMIT 1 FORMAT TSV",
            cancellationToken);
        if (missing.Length > 0)
        {
            throw new ClickHouseException(UnknownTable, NotFound, $"the materialized view {options.Database}.{missing.Trim()} is missing");
        }

        _arePresent = true;
    }

    [GeneratedRegex(@"^CREATE MATERIALIZED VIEW IF NOT EXISTS \$\{database\}\.(\w+)", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Created();
}
