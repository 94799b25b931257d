using Ingest.Core.Events;

namespace Ingest.IntegrationTests.ClickHouse.Sink;

/// <summary>The numbers of every view on a set small enough to count by hand.</summary>
[Collection(EngineCollection.Name)]
public sealed class ViewTests(EmbeddedEngine engine)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Events_leave_identify_out()
    {
        using var database = await DeliveredAsync();
        Assert.Equal(
            ["1\t/a", "1\t/b", "2\t/b", "1\t/c", "5\t/c"],
            await database.QueryAsync("SELECT event_type, url_path FROM $.v_pa_events ORDER BY event_time"));
        Assert.Equal(["6"], await database.QueryAsync("SELECT count() FROM $.fact_event FINAL"));
    }

    [Fact]
    public async Task Visits_have_entry_exit_duration_and_counts()
    {
        using var database = await DeliveredAsync();
        Assert.Equal(
            ["60\t2\t1\t0\t/a\t/b\tnews.example", "5\t1\t0\t1\t/c\t/c\t"],
            await database.QueryAsync(
                "SELECT duration_seconds, views, custom_events, is_bounce, entry_path, exit_path, referrer_domain FROM $.v_pa_visits ORDER BY started_at"));
    }

    [Fact]
    public async Task Sessions_have_the_first_attributes_the_last_identity_and_the_sums_of_their_visits()
    {
        using var database = await DeliveredAsync();
        Assert.Equal(
            ["2026-11-20 12:00:00.000\t2026-11-20 14:00:05.000\t2\t3\t1\tfirefox\tuser-2"],
            await database.QueryAsync(
                "SELECT first_seen_at, last_seen_at, visits, views, custom_events, browser, distinct_id FROM $.v_pa_sessions"));
    }

    [Fact]
    public async Task Event_data_has_one_row_per_event_and_key_with_types()
    {
        using var database = await DeliveredAsync();
        Assert.Equal(
            [
                "on\t3\tboolean\ttrue\t\\N\t\\N",
                "price\t2\tnumber\t9.5000\t9.5\t\\N",
                "when\t4\tdate\t2026-01-02T03:04:05.678Z\t\\N\t2026-01-02 03:04:05.678",
            ],
            await database.QueryAsync(
                "SELECT data_key, data_type, type_name, string_value, number_value, date_value FROM $.v_pa_event_data ORDER BY data_key"));
    }

    [Fact]
    public async Task Session_data_has_the_latest_value_of_each_key()
    {
        using var database = await DeliveredAsync();
        await database.DeliverAsync(EventRow.Batch(new EventRow
        {
            Time = Noon.AddHours(3),
            Type = EventType.Identify,
            Values = { ("plan", "team", double.NaN, DataValueType.Text) },
        }));
        Assert.Equal(
            ["email\ta@b.c\ttext\t2026-11-20 12:00:45.000", "plan\tteam\ttext\t2026-11-20 15:00:00.000"],
            await database.QueryAsync("SELECT data_key, string_value, type_name, updated_at FROM $.v_pa_session_data ORDER BY data_key"));
    }

    [Fact]
    public async Task A_visit_of_custom_events_alone_enters_and_leaves_where_they_happened()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        await database.DeliverAsync(EventRow.Batch(
            new EventRow { Time = Noon, Type = EventType.Custom, Path = "/x" },
            new EventRow { Time = Noon.AddSeconds(1), Type = EventType.Custom, Path = "/y" }));
        Assert.Equal(["0\t2\t/x\t/y"], await database.QueryAsync("SELECT views, custom_events, entry_path, exit_path FROM $.v_pa_visits"));
    }

    [Fact]
    public async Task A_filter_on_site_and_time_reads_few_granules()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        var rows = Enumerable.Range(0, 60_000).Select(i => new EventRow
        {
            SiteId = EventRow.Numbered(i % 3),
            Time = Noon.AddMinutes(-i / 60),
            EventId = EventRow.Numbered(i),
        });
        await database.DeliverAsync(EventRow.Batch(rows));
        var plan = await database.QueryAsync(
            $"EXPLAIN indexes = 1 SELECT count() FROM $.v_pa_events WHERE site_id = '{EventRow.Numbered(1)}' AND event_time >= '2026-11-20 11:00:00'");
        var granules = plan.Last(line => line.Contains("Granules:", StringComparison.Ordinal)).Split(':')[1].Split('/');
        Assert.True(int.Parse(granules[0]) <= 2, string.Join('\n', plan));
    }

    private async Task<SinkDatabase> DeliveredAsync()
    {
        var database = await SinkDatabase.CreateAsync(engine);
        var second = new EventRow { VisitId = EventRow.Numbered(3) }.With(TextField.Browser, "chrome");
        await database.DeliverAsync(EventRow.Batch(
            new EventRow { Time = Noon, Path = "/a" }.With(TextField.Browser, "firefox").With(TextField.ReferrerDomain, "news.example"),
            new EventRow { Time = Noon.AddSeconds(30), Path = "/b" },
            new EventRow
            {
                Time = Noon.AddSeconds(45),
                Type = EventType.Identify,
                Values = { ("plan", "pro", double.NaN, DataValueType.Text), ("email", "a@b.c", double.NaN, DataValueType.Text) },
            }.With(TextField.DistinctId, "user-1"),
            new EventRow
            {
                Time = Noon.AddSeconds(60),
                Type = EventType.Custom,
                Path = "/b",
                Values =
                {
                    ("price", "9.5000", 9.5, DataValueType.Number),
                    ("on", "true", double.NaN, DataValueType.Boolean),
                    ("when", "2026-01-02T03:04:05.678Z", 1767323045678, DataValueType.Date),
                },
            }.With(TextField.DistinctId, "user-2"),
            (second with { Time = Noon.AddHours(2) }).With(TextField.UrlPath, "/c"),
            (second with { Time = Noon.AddHours(2).AddSeconds(5), Type = EventType.Performance, EventId = Guid.NewGuid() }).With(TextField.UrlPath, "/c")));
        return database;
    }
}
