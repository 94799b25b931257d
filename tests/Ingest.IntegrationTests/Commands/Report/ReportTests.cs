using System.Globalization;
using Ingest.Commands.Report;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Commands.Report;

/// <summary>What <c>ingest report</c> shows is what the views say.</summary>
[Collection(ReportCollection.Name)]
public sealed class ReportTests(ReportServer server)
{
    [Fact]
    public async Task A_series_has_every_day_of_the_zone_and_the_empty_ones_are_zero()
    {
        var rows = Cells(await server.RunAsync($"report visitors {ReportServer.Range} --by day"));
        Assert.Equal(
            [
                "2025-10-24 0 0 0 0 0 0.0% 0s 0s 0",
                "2025-10-25 1 1 2 2 0 0.0% 3m 0s 3m 0s 2",
                "2025-10-26 2 2 2 0 2 100.0% 0s 0s 1",
                "2025-10-27 1 1 1 0 1 100.0% 0s 0s 1",
                "2025-10-28 0 0 0 0 0 0.0% 0s 0s 0",
            ],
            rows.Where(row => row.StartsWith("2025", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_hour_that_comes_twice_is_two_rows()
    {
        var rows = Cells(await server.RunAsync("report traffic --since 2025-10-26T01:00 --until 2025-10-26T04:00 --by hour"));
        Assert.Equal(
            ["2025-10-26 01:00 1", "2025-10-26 02:00 +02:00 0", "2025-10-26 02:00 +01:00 0", "2025-10-26 03:00 0"],
            rows.Where(row => row.StartsWith("2025", StringComparison.Ordinal)).Select(row => string.Join(' ', row.Split(' ')[..(row.Contains('+') ? 4 : 3)])));
    }

    [Fact]
    public async Task What_goes_to_another_program_has_no_escape_codes_not_even_those_of_events()
    {
        foreach (var view in new[] { "report", "report pages --where path=/it's|odd", "report pages", "report overview --compare", "report sessions" })
        {
            var output = await server.RunAsync(view == "report" ? view : $"{view} {ReportServer.Range}");
            Assert.DoesNotContain(output, character => character is '\u001b' or '\u202e');
            Assert.True(output.Length > 100, output);
        }
    }

    [Fact]
    public async Task Breakdowns_have_bars_and_conditions_say_which_visits_count()
    {
        var rows = Cells(await server.RunAsync($"report pages {ReportServer.Range} --where browser=firefox --where path!=/it's|odd --order views:desc"));
        Assert.Contains("/ Page 1 2 2 1m 0s 1m 0s ████████████████████████", rows);
        Assert.Contains(rows, row => row.StartsWith("/pricing Page 1 1 1", StringComparison.Ordinal) && row.EndsWith("████████████", StringComparison.Ordinal));
        Assert.DoesNotContain(rows, row => row.Contains("odd", StringComparison.Ordinal));
        Assert.Contains(Cells(await server.RunAsync($"report pages {ReportServer.Range}", "--where", "path~T'S|O")), row => row.StartsWith("/it's|odd ·[31mred· 1 1 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_range_is_compared_with_the_one_before()
    {
        var figures = Cells(await server.RunAsync("report overview --since 2025-10-26 --until 2025-10-27 --compare"));
        Assert.Contains("visitors 2 1 +100.0%", figures);
        Assert.Contains("custom_events 0 2 -100.0%", figures);
        Assert.Contains("bounce_rate 100.0% 0.0% +100.0 pt", figures);
        Assert.Contains(Cells(await server.RunAsync("report visitors --since 2025-10-26 --until 2025-10-27 --by day --compare")), row => row.StartsWith("2025-10-26", StringComparison.Ordinal) && row.EndsWith(" 1 +100.0%", StringComparison.Ordinal));
        Assert.Contains(Cells(await server.RunAsync("report referrers --since 2025-10-26 --until 2025-10-27 --compare")), row => row.StartsWith("(none) 2", StringComparison.Ordinal) && row.Contains(" 0 new", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_funnel_a_retention_grid_and_values_are_drawn()
    {
        var funnel = Cells(await server.RunAsync($"report funnel {ReportServer.Range} --step path:/ --step path:/pri* --step event:signup --within 1h"));
        Assert.Contains("1 path:/ 2 100.0% 0.0% ████████████████████████", funnel);
        Assert.Contains("3 event:signup 1 50.0% 0.0% ████████████", funnel);
        var retention = Cells(await server.RunAsync($"report retention {ReportServer.Range} --by day"));
        Assert.Contains("2025-10-25 1 █ 100.0% █ 100.0%", retention);
        Assert.Contains("2025-10-26 2 █ 100.0%", retention);
        Assert.Contains(Cells(await server.RunAsync($"report event_values {ReportServer.Range} --event signup --key plan")), row => row.StartsWith("free 1 1 0", StringComparison.Ordinal));
        Assert.Contains(Cells(await server.RunAsync($"report hours {ReportServer.Range}")), row => row.StartsWith("Mon 0 0", StringComparison.Ordinal) && row.Contains("█ 1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("minute", "Europe/Berlin", "2025-10-26T00:30:00Z", "2025-10-26T02:10:00Z")]
    [InlineData("hour", "Europe/Berlin", "2025-10-25T20:30:00Z", "2025-10-26T04:10:00Z")]
    [InlineData("hour", "Asia/Kolkata", "2025-10-25T20:10:00Z", "2025-10-26T04:10:00Z")]
    [InlineData("day", "Europe/Berlin", "2025-03-27T12:00:00Z", "2025-10-30T12:00:00Z")]
    [InlineData("day", "America/New_York", "2025-03-01T12:00:00Z", "2025-11-12T12:00:00Z")]
    [InlineData("day", "Africa/Cairo", "2025-04-20T12:00:00Z", "2025-11-12T12:00:00Z")]
    [InlineData("week", "Europe/Berlin", "2025-01-01T12:00:00Z", "2025-12-30T12:00:00Z")]
    [InlineData("month", "Pacific/Auckland", "2025-01-01T12:00:00Z", "2025-12-30T12:00:00Z")]
    [InlineData("quarter", "Europe/Berlin", "2024-01-01T12:00:00Z", "2025-12-30T12:00:00Z")]
    [InlineData("year", "Europe/Berlin", "2020-01-01T12:00:00Z", "2025-12-30T12:00:00Z")]
    public async Task Intervals_begin_where_the_views_begin_them(string unit, string zone, string since, string until)
    {
        var (from, to) = (DateTimeOffset.Parse(since, CultureInfo.InvariantCulture), DateTimeOffset.Parse(until, CultureInfo.InvariantCulture));
        var minutes = (to - from).TotalMinutes;
        var rows = await server.Server.QueryAsync(
            $"SELECT DISTINCT toUnixTimestamp(toTimeZone(toDateTime(dateTrunc('{unit}', toDateTime64('{from.UtcDateTime:yyyy-MM-dd HH:mm:ss}', 3, 'UTC') + INTERVAL number MINUTE, '{zone}'), '{zone}'), 'UTC')) AS begin FROM numbers({minutes}) ORDER BY begin");
        Assert.Equal(
            rows.Select(row => row.GetProperty("begin").GetInt64()),
            TimeBuckets.Between(from, to, TimeBuckets.Parse(unit), TimeZoneInfo.FindSystemTimeZoneById(zone)).Select(begin => begin.ToUnixTimeSeconds()));
    }

    [Fact]
    public async Task What_is_wrong_is_answered_with_what_would_be_right()
    {
        Assert.Contains("visitors", await server.FailAsync("report vistors"), StringComparison.Ordinal);
        Assert.Contains("minute, hour, day", await server.FailAsync("report traffic --by fortnight"), StringComparison.Ordinal);
        Assert.Contains("browser, channel", await server.FailAsync("report pages --where land=DE"), StringComparison.Ordinal);
        Assert.Contains("url_path, page_title", await server.FailAsync("report pages --order title"), StringComparison.Ordinal);
        Assert.Contains("takes no --by", await server.FailAsync("report pages --by day"), StringComparison.Ordinal);
        Assert.Contains("takes no --step", await server.FailAsync("report pages --step path:/"), StringComparison.Ordinal);
        Assert.Contains("needs --step", await server.FailAsync("report funnel"), StringComparison.Ordinal);
        Assert.Contains("ingest site list --all", await server.FailAsync("report pages --site Nobody"), StringComparison.Ordinal);
        Assert.Contains("IANA", await server.FailAsync("report pages --tz Berlin"), StringComparison.Ordinal);
        Assert.Contains("no figures of a range", await server.FailAsync("report funnel --step path:/ --compare"), StringComparison.Ordinal);
        Assert.Contains("--compare is for tables", await server.FailAsync("report pages --compare --format csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_view_is_described_with_columns_parameters_and_an_example()
    {
        var described = await server.RunAsync("report funnel --describe");
        Assert.Contains("dropped share, 0 to 1 Float64", Cells(described));
        Assert.Contains("--within seconds", Cells(described));
        Assert.Contains("ingest report funnel --site \"My shop\" --step path:/", described, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_are_listed_found_by_nearest_names_and_completed()
    {
        var tables = Cells((await server.RunAsync("sql --tables")).Replace('│', ' '));
        Assert.Contains(tables, row => row.StartsWith("fact_event table 7 one row per accepted event", StringComparison.Ordinal));
        Assert.Contains(tables, row => row.StartsWith("view_pages view one row per page", StringComparison.Ordinal));
        Assert.Contains("The nearest names: fact_event", await server.FailAsync("sql", "SELECT * FROM fact_evnt"), StringComparison.Ordinal);
        var (_, names, _) = await IngestCommand.RunAsync(["[suggest:17]", "ingest report vit"]);
        Assert.Equal(["vitals", "vitals_pages", "vitals_traffic", "event_vitals"], names.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        var (_, words, _) = await IngestCommand.RunAsync(["[suggest:32]", "ingest sql \"SELECT * FROM fact_e"]);
        Assert.Equal("fact_event", words.Trim());
    }

    private static IReadOnlyList<string> Cells(string output) =>
        [.. output.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))];
}
