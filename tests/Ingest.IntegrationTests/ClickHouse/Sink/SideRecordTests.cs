using Ingest.Core.Batching;

namespace Ingest.IntegrationTests.ClickHouse.Sink;

/// <summary>What comes along with the events: each kind into its own table, into no view of visitors, and once however often it is delivered.</summary>
[Collection(EngineCollection.Name)]
public sealed class SideRecordTests(EmbeddedEngine engine)
{
    private const string Everything =
        "SELECT * FROM (SELECT toString(tuple(*)) FROM $.view_rejections UNION ALL SELECT toString(tuple(*)) FROM $.view_bots "
        + "UNION ALL SELECT toString(tuple(*)) FROM $.metadata_canary FINAL) ORDER BY ALL";

    [Fact]
    public async Task Every_column_arrives_as_it_was()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        await database.QueryAsync($"INSERT INTO $.metadata_site (id, name, version) VALUES ('{EventRow.Site}', 'Shop', 1)");
        await database.DeliverAsync(Mixed());

        Assert.Equal(["1"], await database.QueryAsync("SELECT count() FROM $.v_pa_events"));
        Assert.Equal(
            ["11111111-2222-4333-8444-555555555555\tShop\t2026-11-20 12:00:00.000\tsite\tbot\t12"],
            await database.QueryAsync("SELECT * FROM $.view_rejections WHERE reason = 'bot' AND events = 12"));
        Assert.Equal(
            ["1926-11-20 12:00:00.000\t(?<! cu)bots?\ttext of EventName\ttext of Hostname\t/a\ttext of UrlQuery\ttext of ReferrerDomain"
             + "\ttext of Browser\ttext of Os\ttext of Device\ttext of Country\t2026-11-20 12:00:00.000"],
            await database.QueryAsync("SELECT * EXCEPT (site_id, event_id) FROM $.view_bots WHERE url_path = '/a'"));
        Assert.Equal(["2026-11-20 12:00:05.000"], await database.QueryAsync("SELECT sent_at FROM $.metadata_canary FINAL"));
    }

    [Fact]
    public async Task A_batch_without_events_is_delivered_too()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        await database.DeliverAsync(new EventBatch().WithRejections(Guid.NewGuid(), SideRows.Noon, "bot", 7));
        Assert.Equal(["7"], await database.QueryAsync("SELECT sum(events) FROM $.view_rejections"));
    }

    [Fact]
    public async Task A_range_delivered_again_changes_nothing()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        var (batch, range) = (Mixed(), SinkDatabase.NewRange());
        await database.DeliverAsync(batch, range);
        var before = await database.QueryAsync(Everything);
        Assert.Equal(6, before.Length);

        await database.DeliverAsync(batch, range);
        Assert.Equal(before, await database.QueryAsync(Everything));
        await database.DeliverAsync(batch);
        Assert.Equal(before, await database.QueryAsync(Everything));

        foreach (var table in new[] { "fact_rejection", "fact_bot", "metadata_canary" })
            await database.QueryAsync($"OPTIMIZE TABLE $.{table} FINAL");
        Assert.Equal(before, await database.QueryAsync(Everything));
        Assert.Equal(["1"], await database.QueryAsync("SELECT count() FROM $.v_pa_events"));
    }

    [Fact]
    public async Task Counts_of_one_minute_by_two_runs_of_the_server_add_up()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        foreach (var record in new[] { Guid.NewGuid(), Guid.NewGuid() })
            await database.DeliverAsync(new EventBatch().WithRejections(record, SideRows.Noon, "bot", 7));
        Assert.Equal(["14"], await database.QueryAsync("SELECT events FROM $.view_rejections"));
    }

    [Fact]
    public async Task A_missing_side_table_keeps_the_batch_and_leaves_no_event_twice()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        await database.QueryAsync("RENAME TABLE $.fact_bot TO $.gone");
        var (batch, range) = (Mixed(), SinkDatabase.NewRange());
        var outcome = await database.Sink.DeliverAsync(batch, range, TestContext.Current.CancellationToken);
        Assert.False(outcome.IsDelivered);

        await database.QueryAsync("RENAME TABLE $.gone TO $.fact_bot");
        await database.DeliverAsync(batch, range);
        Assert.Equal(["1"], await database.QueryAsync("SELECT count() FROM $.v_pa_events"));
        Assert.Equal(["2"], await database.QueryAsync("SELECT count() FROM $.view_bots"));
    }

    private static EventBatch Mixed()
    {
        var node = Guid.NewGuid();
        return EventRow.Batch(new EventRow())
            .WithRejections(Guid.NewGuid(), SideRows.Noon, "bot", 12)
            .WithRejections(Guid.NewGuid(), SideRows.Noon.AddMinutes(1), "bot", 0)
            .WithRejections(Guid.NewGuid(), SideRows.Noon, "unknown-site", 1)
            .WithBot(Guid.NewGuid(), "(?<! cu)bots?", "/a")
            .WithBot(Guid.NewGuid(), "curl", "/b")
            .WithCanary(node, SideRows.Noon)
            .WithCanary(node, SideRows.Noon.AddSeconds(5));
    }
}
