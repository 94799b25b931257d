using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Faults.FarEnd;

/// <summary>Somebody changes the tables while events are queued for them: they wait, and are read once after the repair.</summary>
[Collection(FarEndRig.Name)]
public sealed class SchemaDriftTests(FarEndRig rig)
{
    private const int BatchSize = 20;

    [Theory]
    [InlineData("dropped-table", "DROP TABLE IF EXISTS ingest.fact_event")]
    [InlineData("dropped-view", "DROP TABLE IF EXISTS ingest.fact_event; DROP VIEW IF EXISTS ingest.fact_event_to_metadata_arrival; DROP VIEW IF EXISTS ingest.v_pa_visits")]
    [InlineData("dropped-derived", "DROP TABLE IF EXISTS ingest.fact_event; DROP VIEW IF EXISTS ingest.event_visit")]
    [InlineData("dropped-database", "DROP DATABASE IF EXISTS ingest")]
    public async Task What_was_dropped_is_made_again_by_schema_apply_and_nothing_queued_is_lost(string mark, string drops)
    {
        var load = new MarkedLoad(rig.Server, rig.Site, mark);
        await RunAsync(drops);
        await load.SendBatchAsync(BatchSize);
        await rig.WaitForFailureAsync("ingest schema apply");
        await load.SendBatchAsync(BatchSize);

        var (exitCode, output, errors) = await IngestCommand.RunAsync(
            ["schema", "apply"], new Dictionary<string, string>(rig.ServerEnvironment) { ["INGEST__ClickHouse__RequestTimeout"] = "00:01:00" });
        Assert.True(exitCode == 0, errors);
        Assert.Contains("Applied", output, StringComparison.Ordinal);

        await rig.WaitForDeliveryAsync();
        await load.AssertReadOnceAsync();
    }

    [Theory]
    [InlineData("added-column", "ALTER TABLE ingest.fact_event ADD COLUMN note String DEFAULT 'mine'", "", "ALTER TABLE ingest.fact_event DROP COLUMN note")]
    [InlineData(
        "changed-type", "ALTER TABLE ingest.fact_event MODIFY COLUMN hostname String", "", "ALTER TABLE ingest.fact_event MODIFY COLUMN hostname LowCardinality(String)")]
    [InlineData(
        "missing-column", "ALTER TABLE ingest.fact_event DROP COLUMN tag", "code 16", "ALTER TABLE ingest.fact_event ADD COLUMN tag LowCardinality(String) CODEC(ZSTD(1)) AFTER city")]
    public async Task A_changed_column_loses_and_doubles_nothing(string mark, string change, string words, string repair)
    {
        var load = new MarkedLoad(rig.Server, rig.Site, mark);
        rig.Proxy.Break(exchange => exchange.WaitUntilGivenUpAsync());
        await load.SendBatchAsync(BatchSize);
        await rig.WaitForFailureAsync("no answer");
        await RunAsync(change);
        rig.Proxy.Heal();
        if (words.Length > 0)
        {
            await rig.WaitForFailureAsync(words);
            await load.SendBatchAsync(BatchSize);
            await RunAsync(repair);
            await rig.WaitForDeliveryAsync();
        }
        else
        {
            await rig.WaitForDeliveryAsync();
            await load.SendBatchAsync(BatchSize);
            await rig.WaitForDeliveryAsync();
            await RunAsync(repair);
        }

        await load.AssertReadOnceAsync();
        rig.AssertNothingQuarantined();
    }

    private async Task RunAsync(string statements)
    {
        foreach (var statement in statements.Split("; "))
        {
            await rig.Writer.QueryAsync(statement);
        }
    }
}
