using System.Globalization;
using Ingest.Sinks.ClickHouse.Client;

namespace Ingest.Sinks.ClickHouse.Building;

/// <summary>
/// Makes <c>event_visit_built</c> and <c>event_page_built</c> of the facts, in closed ranges of hours. It may be run again, broken off anywhere, and be
/// at work in several processes at once: an hour counts as built only by the newest build that has finished and before which nothing arrived, and
/// whatever is not built is read from the facts (docs/decisions/0051-event-layers.md).
/// </summary>
/// <remarks>Throws what <see cref="ClickHouseClient"/> throws.</remarks>
public sealed class EventBuilder(ClickHouseClient client, ClickHouseOptions options)
{
    // What one build may hold: the views number the sites of a call within 22 bits of hours, and the list is part of the text.
    private const int SitesMax = 500;
    private const int HoursMax = 24;

    private const string VisitColumns =
        "views, custom_events, visit_started_ms, visit_ended_ms, visit_views, visit_custom_events, hostname, browser, os, device, screen, language, country, region, city, "
        + "distinct_id, entry_path, exit_path, referrer, utm_source, utm_medium, utm_campaign, utm_content, utm_term, click_id";

    // One thread and less than the rest of the engine: queries and inserts go first. Beyond a quarter of a gigabyte it goes on on disk.
    private static readonly KeyValuePair<string, string>[] Limits =
    [
        new("max_threads", "1"),
        new("max_insert_threads", "1"),
        new("max_bytes_before_external_group_by", "268435456"),
        new("max_bytes_before_external_sort", "268435456"),
    ];

    /// <summary>The ranges between two hours that are to be built now, newest first: each at most a day, and at most <see cref="SitesMax"/> sites of it.</summary>
    public async Task<IReadOnlyList<BuildRange>> FindAsync(long firstHour, long lastHour, CancellationToken cancellationToken)
    {
        var rows = await AskAsync(
            $"SELECT min(hour), max(hour), arrayStringConcat(groupUniqArray({SitesMax})(site_id), ',') "
            + $"FROM {options.Database}.event_stale(first={Text(firstHour)}, last={Text(lastHour)}) GROUP BY intDiv(hour, {HoursMax}) ORDER BY 1 DESC",
            cancellationToken);
        return [.. rows.Select(row => new BuildRange(Number(row[0]), Number(row[1]), [.. row[2].Split(',').Select(Guid.Parse)]))];
    }

    /// <summary>Builds the hours of a range that are not.</summary>
    public async Task BuildAsync(BuildRange range, CancellationToken cancellationToken)
    {
        var version = (await AskAsync("SELECT toUnixTimestamp64Milli(now64(3))", cancellationToken))[0][0];
        var (database, of) = (options.Database, ArgumentsOf(range));

        // Step 1: from here on nobody reads what an earlier build has of these hours: its rows may be merged away beneath.
        await RunAsync(
            $"INSERT INTO {database}.metadata_build (site_id, hour, version, is_valid) SELECT site_id, hour, {version}, 0 FROM {database}.event_cell({of}) WHERE NOT is_built",
            cancellationToken);

        // Step 2: the rows.
        await RunAsync(
            $"INSERT INTO {database}.event_visit_built (site_id, hour, session_id, visit_id, version, is_first, {VisitColumns}) "
            + $"SELECT site_id, hour, session_id, visit_id, {version}, is_first, {VisitColumns} FROM {database}.event_visit_fresh({of}, parts=1)",
            cancellationToken);
        await RunAsync(
            $"INSERT INTO {database}.event_page_built (site_id, hour, url_path, session_id, visit_id, version, page_title, last_ms, views, timed_views, timed_ms) "
            + $"SELECT site_id, hour, url_path, session_id, visit_id, {version}, page_title, last_ms, views, timed_views, timed_ms FROM {database}.event_page_fresh({of}, parts=1)",
            cancellationToken);

        // Step 3: what step 1 has noted is built; what arrived in between makes it count as stale by itself.
        await RunAsync(
            $"INSERT INTO {database}.metadata_build (site_id, hour, version, is_valid) SELECT site_id, hour, version, 1 FROM {database}.metadata_build "
            + $"WHERE version = {version} AND NOT is_valid AND site_id IN {SitesOf(range)} AND hour BETWEEN {Text(range.FirstHour)} AND {Text(range.LastHour)}",
            cancellationToken);
    }

    /// <summary>Lets no build of the hours between two count any more. They are to be built anew.</summary>
    public Task InvalidateAsync(long firstHour, long lastHour, CancellationToken cancellationToken) => RunAsync(
        $"INSERT INTO {options.Database}.metadata_build (site_id, hour, version, is_valid) "
        + $"SELECT DISTINCT site_id, hour, toUnixTimestamp64Milli(now64(3)), 0 FROM {options.Database}.metadata_build "
        + $"WHERE hour BETWEEN {Text(firstHour)} AND {Text(lastHour)}",
        cancellationToken);

    /// <summary>The ranges between two hours of which something was built, oldest first.</summary>
    public async Task<IReadOnlyList<BuildRange>> FindBuiltAsync(long firstHour, long lastHour, CancellationToken cancellationToken)
    {
        var rows = await AskAsync(
            $"SELECT min(hour), max(hour), arrayStringConcat(arraySort(groupUniqArray(site_id)), ',') FROM {options.Database}.metadata_build "
            + $"WHERE hour BETWEEN {Text(firstHour)} AND {Text(lastHour)} GROUP BY intDiv(hour, {HoursMax}) ORDER BY 1",
            cancellationToken);
        return [.. rows.SelectMany(row => row[2].Split(',').Select(Guid.Parse).Chunk(SitesMax).Select(sites => new BuildRange(Number(row[0]), Number(row[1]), sites)))];
    }

    /// <summary>Counts what is built of the hours of a range, and what the facts have of them.</summary>
    /// <returns>Every hour that is read from the tables now. One that differs has done so twice: events may come between two reads of one question.</returns>
    public async Task<IReadOnlyList<BuiltHour>> CompareAsync(BuildRange range, CancellationToken cancellationToken)
    {
        var hours = await CountAsync(range, cancellationToken);
        return hours.All(hour => hour.IsEqual) ? hours : await CountAsync(range, cancellationToken);
    }

    // As the metrics read an hour: the rows of its version, however often they are there.
    private async Task<IReadOnlyList<BuiltHour>> CountAsync(BuildRange range, CancellationToken cancellationToken)
    {
        var (database, hour) = (options.Database, "intDiv(toUnixTimestamp64Milli(event_time), 3600000)");
        var ofRange = $"site_id IN {SitesOf(range)} AND hour BETWEEN {Text(range.FirstHour)} AND {Text(range.LastHour)}";
        var rows = await AskAsync(
            $"""
            SELECT
                site_id, hour, arrayStringConcat([fact.visits, fact.views, fact.custom_events, fact.pages, fact.views], ','),
                arrayStringConcat([visit.visits, visit.views, visit.custom_events, page.pages, page.views], ',')
            FROM (SELECT site_id, hour, version FROM {database}.event_cell({ArgumentsOf(range)}) WHERE is_built) AS cell
            LEFT JOIN
            (
                SELECT site_id, {hour} AS hour, uniqExact(session_id, visit_id) AS visits, countIf(event_type IN (1, 3, 4)) AS views, countIf(event_type = 2) AS custom_events,
                    uniqExactIf((session_id, visit_id, url_path), event_type IN (1, 3, 4)) AS pages
                FROM {database}.fact_event FINAL
                WHERE {ofRange} AND event_type != 6
                GROUP BY site_id, hour
                SETTINGS do_not_merge_across_partitions_select_final = 1
            ) AS fact USING (site_id, hour)
            LEFT JOIN
            (
                SELECT site_id, hour, version, count() AS visits, sum(v.views) AS views, sum(v.custom_events) AS custom_events
                FROM {database}.event_visit_built AS v
                WHERE {ofRange}
                GROUP BY site_id, hour, version
            ) AS visit USING (site_id, hour, version)
            LEFT JOIN
            (
                SELECT site_id, hour, version, count() AS pages, sum(p.views) AS views
                FROM {database}.event_page_built AS p
                WHERE {ofRange}
                GROUP BY site_id, hour, version
            ) AS page USING (site_id, hour, version)
            ORDER BY hour, site_id
            """,
            cancellationToken);
        return [.. rows.Select(row => new BuiltHour(Guid.Parse(row[0]), Number(row[1]), Numbers(row[2]), Numbers(row[3])))];
    }

    private static string ArgumentsOf(BuildRange range) =>
        $"sites={SitesOf(range)}, since='{Time(range.Since)}', until='{Time(range.Until)}', tz='UTC', unit='hour'";

    private static string SitesOf(BuildRange range) => $"[{string.Join(", ", range.Sites.Select(site => $"'{site}'"))}]";

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static long[] Numbers(string text) => [.. text.Split(',').Select(Number)];

    private async Task RunAsync(string sql, CancellationToken cancellationToken)
    {
        await using var result = await client.QueryAsync(sql, Limits, cancellationToken);
        await result.CopyToAsync(Stream.Null, cancellationToken);
    }

    private async Task<IReadOnlyList<string[]>> AskAsync(string sql, CancellationToken cancellationToken)
    {
        await using var result = await client.QueryAsync($"{sql} FORMAT TSV", Limits, cancellationToken);
        using var reader = new StreamReader(result);
        var text = await reader.ReadToEndAsync(cancellationToken);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))];
    }
}
