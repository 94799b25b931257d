namespace Ingest.IntegrationTests.ClickHouse.Embedded;

/// <summary>The official JavaScript client (npm @clickhouse/client) is served like by a ClickHouse server.</summary>
[Collection(EngineCollection.Name)]
public sealed class OfficialClientTests(EmbeddedEngine engine)
{
    [Fact]
    public Task Select_insert_parameters_and_streams_work() => NodePackages.RunAsync(
        "clickhouse-client.test.mjs",
        new Dictionary<string, string>
        {
            ["INGEST_TEST_URL"] = engine.Endpoint.ToString(),
            ["INGEST_TEST_PASSWORD"] = engine.WriterPassword,
        });
}
