namespace Ingest.IntegrationTests.ClickHouse.Embedded;

/// <summary>A query that nobody waits for ends, and inserts never wait for one.</summary>
[Collection(EngineCollection.Name)]
public sealed class CancellationTests(EmbeddedEngine engine)
{
    private const string Endless = "SELECT count() FROM numbers(1000000000000) WHERE cityHash64(number) = 1";

    [Fact]
    public async Task A_runaway_query_is_cancelled_when_its_client_goes_while_inserts_go_on()
    {
        await engine.Writer.QueryAsync("CREATE OR REPLACE TABLE meanwhile (a UInt64) ENGINE = MergeTree ORDER BY a");
        using var leaving = new CancellationTokenSource();
        var runaways = Enumerable.Range(0, 6).Select(i => GetAsync($"{Endless} + {i} AND 'runaway' != ''", leaving.Token)).ToArray();
        await Poll.UntilAsync(async () => await RunningAsync("runaway") > 0, "queries run");

        for (var i = 0; i < 20; i++)
        {
            using var reply = await engine.Writer.InsertAsync("INSERT INTO meanwhile FORMAT TSV", System.Text.Encoding.ASCII.GetBytes($"{i}\n"));
            Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync());
        }

        await leaving.CancelAsync();
        foreach (var runaway in runaways)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => runaway);
        await Poll.UntilAsync(async () => await RunningAsync("runaway") == 0, "queries are cancelled");
        Assert.Equal("20", await engine.Writer.QueryAsync("SELECT count() FROM meanwhile"));
    }

    [Fact]
    public async Task A_query_whose_reader_stops_in_the_middle_is_cancelled()
    {
        using (var reply = await engine.Analyst.Http.GetAsync(
            "/?query=SELECT+number,'halfway'+FROM+numbers(9000000)", HttpCompletionOption.ResponseHeadersRead))
        {
            await Poll.UntilAsync(async () => await RunningAsync("halfway") == 1, "the query waits for its reader");
        }

        await Poll.UntilAsync(async () => await RunningAsync("halfway") == 0, "the query is cancelled");
    }

    [Fact]
    public async Task More_queries_than_places_wait_their_turn()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => engine.Analyst.QueryAsync($"SELECT {i} + sum(number) FROM numbers(100000)")));

        Assert.Equal(Enumerable.Range(0, 40).Select(i => (i + 4999950000L).ToString()), all);
    }

    private async Task<int> RunningAsync(string mark) =>
        int.Parse(await engine.Writer.QueryAsync($"SELECT countIf(query LIKE '%{mark}%' AND query NOT LIKE '%processes%') FROM system.processes"));

    private async Task GetAsync(string sql, CancellationToken cancellation)
    {
        using var reply = await engine.Analyst.Http.GetAsync($"/?query={Uri.EscapeDataString(sql)}", cancellation);
    }
}
