using Ingest.Core.Events;
using Ingest.IntegrationTests.Servers;
using Ingest.Sinks.ClickHouse.Building;

namespace Ingest.IntegrationTests.ClickHouse.Sink;

/// <summary>What the builder has built says the same as the facts, whatever came in between.</summary>
[Collection(EngineCollection.Name)]
public sealed class EventBuilderTests(EmbeddedEngine engine)
{
    private const string Range = "since='2026-01-01 00:00:00', until='2026-12-01 00:00:00'";

    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_built_reads_as_the_facts_do_and_is_read_from_the_tables()
    {
        using var database = await CreateAsync();
        var before = await FiguresAsync(database);
        var builder = new EventBuilder(database.Client, database.Options);
        await BuildAllAsync(database, builder);
        Assert.Equal(before, await FiguresAsync(database));

        // It is the tables that answer now: without their rows there is nothing.
        await database.QueryAsync("TRUNCATE TABLE $.event_visit_built");
        Assert.Equal(["0"], await database.QueryAsync($"SELECT visits FROM $.view_overview(site='{EventRow.Site}', {Range}, filter=map())"));
    }

    [Fact]
    public async Task An_hour_that_an_event_came_late_for_is_read_from_the_facts_until_it_is_built_again()
    {
        using var database = await CreateAsync();
        var builder = new EventBuilder(database.Client, database.Options);
        await BuildAllAsync(database, builder);
        await PushBackAsync(database);
        var views = await ViewsAsync(database);
        await database.DeliverAsync(EventRow.Batch(new EventRow { Time = Noon.AddMinutes(59), EventId = EventRow.Numbered(99), Path = "/late" }));
        Assert.Equal(views + 1, await ViewsAsync(database));
        Assert.Empty(await builder.FindAsync(1, 700_000, Cancellation));

        // An hour later.
        await AgeAsync(database, lateHour: Noon.ToUnixTimeSeconds() / 3600);
        Assert.Single(await builder.FindAsync(1, 700_000, Cancellation));
        await BuildAllAsync(database, builder);
        Assert.Equal(views + 1, await ViewsAsync(database));
    }

    [Fact]
    public async Task A_replay_changes_no_figure_and_a_build_that_broke_off_counts_for_nothing()
    {
        using var database = await CreateAsync();
        var builder = new EventBuilder(database.Client, database.Options);
        var before = await FiguresAsync(database);
        await BuildAllAsync(database, builder);
        await DeliverAsync(database);
        Assert.Equal(before, await FiguresAsync(database));

        // As a process leaves it that dies between its first step and its last.
        await database.QueryAsync("INSERT INTO $.metadata_build (site_id, hour, version, is_valid) SELECT site_id, hour, toUnixTimestamp64Milli(now64(3)), 0 FROM $.metadata_build");
        await database.QueryAsync("INSERT INTO $.event_visit_built (site_id, hour, session_id, visit_id, version, is_first, views) SELECT site_id, hour, session_id, visit_id, version + 1, 1, 1000 FROM $.event_visit_built");
        Assert.Equal(before, await FiguresAsync(database));
        await AgeAsync(database);
        await BuildAllAsync(database, builder);
        Assert.Equal(before, await FiguresAsync(database));
    }

    [Fact]
    public async Task Builders_at_once_and_builds_anew_leave_the_figures_as_they_are()
    {
        using var database = await CreateAsync();
        var before = await FiguresAsync(database);
        var builders = Enumerable.Range(0, 3).Select(_ => new EventBuilder(database.Client, database.Options)).ToArray();
        await Task.WhenAll(builders.Select(builder => BuildAllAsync(database, builder)));
        Assert.Equal(before, await FiguresAsync(database));

        await builders[0].InvalidateAsync(1, 700_000, Cancellation);
        Assert.Equal(before, await FiguresAsync(database));
        Assert.NotEmpty(await builders[0].FindAsync(1, 700_000, Cancellation));
        await BuildAllAsync(database, builders[0]);
        await database.MergeAsync();
        Assert.Equal(before, await FiguresAsync(database));
        Assert.Empty(await builders[0].FindAsync(1, 700_000, Cancellation));
    }

    // As an insert leaves it that a build has missed, and as somebody does by hand.
    [Fact]
    public async Task Verify_names_the_hours_that_differ_and_mends_them()
    {
        using var database = await CreateAsync();
        using var data = new TemporaryFolder();
        var before = await FiguresAsync(database);
        await BuildAllAsync(database, new EventBuilder(database.Client, database.Options));
        var built = (await database.QueryAsync("SELECT uniqExact(hour) FROM $.event_visit_built"))[0];
        Assert.Equal((0, $"{built} hours of sites are read from the tables, 0 of them differ from the facts."), await VerifyAsync());

        var (gone, doubled) = (Noon.ToUnixTimeSeconds() / 3600, Noon.AddHours(-20).ToUnixTimeSeconds() / 3600);
        await database.QueryAsync($"DELETE FROM $.event_visit_built WHERE hour = {gone}");
        await database.QueryAsync($"INSERT INTO $.event_page_built SELECT * FROM $.event_page_built WHERE hour = {doubled}");
        var (exitCode, text) = await VerifyAsync();
        Assert.Equal(1, exitCode);
        Assert.Contains(", 2 of them differ", text, StringComparison.Ordinal);
        Assert.True(text.Contains($"{EventRow.Site} │ 2026-11-19 16:00 │ 22 and 11 pages, 22 and 11 views of pages", StringComparison.Ordinal), text);
        Assert.Matches($"{EventRow.Site} │ 2026-11-20 12:00 │ 0 and [1-9][0-9]* visits, 0 and [1-9][0-9]* views", text);
        Assert.Contains("ingest build --all --from 2026-11-19 --to 2026-11-21", text, StringComparison.Ordinal);
        Assert.Equal(0, (await VerifyAsync("--to", "2026-11-19")).ExitCode);

        Assert.Equal(0, (await VerifyAsync("--mend")).ExitCode);
        Assert.Equal(before, await FiguresAsync(database));
        Assert.Equal((0, $"{built} hours of sites are read from the tables, 0 of them differ from the facts."), await VerifyAsync());

        // An hour that an event has come for since is not read from the tables.
        await database.DeliverAsync(EventRow.Batch(new EventRow { Time = Noon.AddMinutes(59), EventId = EventRow.Numbered(99) }));
        var (afterwards, rest) = await VerifyAsync();
        Assert.Equal((0, false), (afterwards, rest.StartsWith($"{built} ", StringComparison.Ordinal)));

        async Task<(int ExitCode, string Text)> VerifyAsync(params string[] further)
        {
            var (code, output, errors) = await IngestCommand.RunAsync(
                ["build", "--verify", "--endpoint", engine.Endpoint.ToString(), "--data", data, .. further],
                new Dictionary<string, string>
                {
                    ["INGEST__Identity__AppSecret"] = "of this test",
                    ["INGEST__ClickHouse__Database"] = database.Options.Database,
                    ["INGEST__ClickHouse__User"] = database.Options.User,
                    ["INGEST__ClickHouse__Password"] = database.Options.Password,
                });
            Assert.Equal("", errors);
            return (code, output.TrimEnd());
        }
    }

    private static async Task BuildAllAsync(SinkDatabase database, EventBuilder builder)
    {
        var ranges = await builder.FindAsync(1, 700_000, Cancellation);
        Assert.NotEmpty(ranges);
        foreach (var range in ranges)
            await builder.BuildAsync(range, Cancellation);
        Assert.NotEqual(["0"], await database.QueryAsync("SELECT count() FROM $.event_visit_built"));
    }

    private static async Task<string[]> FiguresAsync(SinkDatabase database) =>
    [
        .. await database.QueryAsync($"SELECT * FROM $.view_traffic(site='{EventRow.Site}', {Range}, tz='Asia/Kathmandu', unit='day', filter=map()) ORDER BY ALL"),
        .. await database.QueryAsync($"SELECT * FROM $.view_traffic(site='{EventRow.Site}', {Range}, tz='UTC', unit='hour', filter=map()) ORDER BY ALL"),
        .. await database.QueryAsync($"SELECT * FROM $.view_pages(site='{EventRow.Site}', {Range}, filter=map()) ORDER BY ALL"),
        .. await database.QueryAsync($"SELECT * FROM $.view_entry_pages(site='{EventRow.Site}', {Range}, filter=map('device', ['desktop'])) ORDER BY ALL"),
        .. await database.QueryAsync($"SELECT * FROM $.view_channels(site='{EventRow.Site}', {Range}, filter=map()) ORDER BY ALL"),
    ];

    private static async Task<long> ViewsAsync(SinkDatabase database) =>
        long.Parse((await database.QueryAsync($"SELECT views FROM $.view_overview(site='{EventRow.Site}', {Range}, filter=map())"))[0]);

    private async Task<SinkDatabase> CreateAsync()
    {
        var database = await SinkDatabase.CreateAsync(engine);
        await DeliverAsync(database);
        await AgeAsync(database);
        return database;
    }

    // Three days of visits, some of them over the end of an hour or of a day.
    private static Task DeliverAsync(SinkDatabase database) => database.DeliverAsync(EventRow.Batch(Enumerable.Range(0, 400).Select(i => new EventRow
    {
        SessionId = EventRow.Numbered(1000 + (i / 8)),
        VisitId = EventRow.Numbered(2000 + (i / 4)),
        EventId = EventRow.Numbered(10_000 + i),
        Time = Noon.AddHours(-(i / 4) / 3.0).AddMinutes(i % 4 * 11),
        Type = i % 7 == 3 ? EventType.Custom : EventType.Pageview,
        Path = $"/page/{i % 5}",
    }.With(TextField.Device, i % 3 == 0 ? "mobile" : "desktop").With(TextField.ReferrerDomain, i % 4 == 1 ? "google.com" : ""))));

    // As if the events had come three hours ago, and those of one hour of theirs an hour ago: inserts of the last three minutes count as under way.
    private static async Task AgeAsync(SinkDatabase database, long lateHour = 0)
    {
        await database.QueryAsync("TRUNCATE TABLE $.metadata_arrival");
        await database.QueryAsync(
            "INSERT INTO $.metadata_arrival SELECT site_id, intDiv(toUnixTimestamp64Milli(event_time), 3600000) AS hour, max(now64(3)) - "
            + $"if(hour = {lateHour}, 3600, 10800) FROM $.fact_event GROUP BY site_id, hour");
    }

    // As if what is built had been built two hours ago.
    private static async Task PushBackAsync(SinkDatabase database)
    {
        foreach (var table in (string[])["metadata_build", "event_visit_built", "event_page_built"])
        {
            await database.QueryAsync($"CREATE TABLE $.copy_{table} ENGINE = Memory AS SELECT * REPLACE (version - 7200000 AS version) FROM $.{table}");
            await database.QueryAsync($"TRUNCATE TABLE $.{table}");
            await database.QueryAsync($"INSERT INTO $.{table} SELECT * FROM $.copy_{table}");
        }
    }
}
