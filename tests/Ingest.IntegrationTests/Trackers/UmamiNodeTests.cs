using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Trackers;

/// <summary>npm @umami/node, Umami's server-side client, sends through this server unchanged.</summary>
public sealed class UmamiNodeTests
{
    [Fact]
    public async Task Events_of_the_official_client_are_in_the_views()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        await using var server = await IngestServer.StartAsync(folder);
        await NodePackages.RunAsync(
            "umami-node.test.mjs",
            new Dictionary<string, string> { ["INGEST_TEST_URL"] = server.Collect.ToString().TrimEnd('/'), ["INGEST_TEST_SITE"] = site.ToString() });

        await Poll.UntilAsync(async () => await server.CountAsync("SELECT count() FROM fact_event FINAL") == 3, "three events");
        Assert.Equal(1, await server.CountAsync("SELECT count() FROM v_pa_events WHERE url_path = '/from-node' AND hostname = 'node.example' AND page_title = 'From Node'"));
        Assert.Equal(1, await server.CountAsync("SELECT count() FROM v_pa_event_data WHERE event_name = 'signup' AND data_key = 'seats' AND number_value = 3"));
        Assert.Equal(1, await server.CountAsync("SELECT count() FROM v_pa_session_data WHERE data_key = 'company' AND string_value = 'Example'"));
    }
}
