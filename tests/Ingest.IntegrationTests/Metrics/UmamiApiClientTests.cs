namespace Ingest.IntegrationTests.Metrics;

/// <summary>npm @umami/api-client, Umami's client that reads, reads from this server unchanged.</summary>
public sealed class UmamiApiClientTests(MetricsServer metrics) : IClassFixture<MetricsServer>
{
    [Fact]
    public async Task The_official_client_reads_the_numbers_of_the_events() => await NodePackages.RunAsync(
        "umami-api-client.test.mjs",
        new Dictionary<string, string>
        {
            ["INGEST_TEST_URL"] = metrics.Server.Collect.ToString().TrimEnd('/'),
            ["INGEST_TEST_SITE"] = metrics.Site.ToString(),
            ["INGEST_TEST_OTHER"] = metrics.Other.ToString(),
            ["INGEST_TEST_KEY"] = await metrics.KeyAsync($"read:{metrics.Site}"),
        },
        TimeSpan.FromMinutes(5));
}
