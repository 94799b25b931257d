using System.Net;
using System.Text.Json;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Security;

/// <summary><c>ClickHouse:ReaderTables</c> keeps analysts to what it names, and nobody else: neither the server that delivers and builds nor its figures.</summary>
public sealed class ReaderTablesTests
{
    [Fact]
    public async Task With_the_contract_alone_analysts_read_it_and_the_figures_go_on()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        await using var server = await IngestServer.StartAsync(folder, new Dictionary<string, string> { ["INGEST__ClickHouse__ReaderTables__0"] = "v_pa_*" });
        (await Sender.SendAsync(server, site, "seen")).EnsureSuccessStatusCode();
        await Sender.WaitForAsync(server, "seen");

        Assert.Equal(1, await server.CountAsync($"SELECT sum(views) FROM v_pa_visits WHERE site_id = '{site}'"));
        foreach (var sql in (string[])["SELECT count() FROM fact_event", "SELECT * FROM view_overview", "SELECT * FROM ingest.metadata_site", "DESCRIBE event_visit"])
        {
            var refused = await Assert.ThrowsAsync<HttpRequestException>(() => server.QueryAsync(sql));
            Assert.Contains("(ACCESS_DENIED)", refused.Message, StringComparison.Ordinal);
            Assert.Contains("ClickHouse:ReaderTables", refused.Message, StringComparison.Ordinal);
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/sites/{site}/query/pages?last=today&order=views:desc");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {server.FirstKey}");
        using var reply = await server.Http.SendAsync(request);
        var text = await reply.Content.ReadAsStringAsync();
        Assert.True(reply.StatusCode == HttpStatusCode.OK, text);
        Assert.Equal("/page", JsonDocument.Parse(text).RootElement.GetProperty("rows")[0][0].GetString());
    }
}
