using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Ingest.IntegrationTests.ClickHouse;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Lake.Sink;

/// <summary><c>/iceberg/v1</c>: engines attach to the server itself.</summary>
public sealed class RestCatalogTests
{
    [Fact]
    public async Task ClickHouse_attaches_to_the_server_and_reads_its_tables()
    {
        using var folder = new TemporaryFolder();
        var (data, lake) = (Path.Combine(folder, "data"), Path.Combine(folder, "lake"));
        var site = await Sender.AddSiteAsync(data);
        await using var server = await LakeServer.StartAsync(data, lake);
        await server.SendAsync(site, 40);
        await server.FlushAsync(server.FirstKey!);
        await using var engine = new AttachedEngine(lake, server.Http.BaseAddress!.Port);
        await engine.InitializeAsync();

        await engine.Writer.QueryAsync($"""
            CREATE DATABASE lake ENGINE = DataLakeCatalog('{new Uri(server.Http.BaseAddress, "/iceberg/v1")}')
            SETTINGS catalog_type = 'rest', warehouse = 'lake', vended_credentials = 0, auth_header = 'Authorization: Bearer {server.FirstKey}'
            """, "allow_database_iceberg=1");
        Assert.Equal("40\t7", await engine.Writer.QueryAsync("SELECT count(), uniqExact(url_path) FROM lake.`ingest.pa_events`"));
        Assert.Equal("ingest.pa_events\ningest.pa_sessions", await engine.Writer.QueryAsync("SHOW TABLES FROM lake"));
    }

    [Fact]
    public async Task Clients_are_answered_in_the_protocols_words()
    {
        using var folder = new TemporaryFolder();
        var (data, lake) = (Path.Combine(folder, "data"), Path.Combine(folder, "lake"));
        var site = await Sender.AddSiteAsync(data);
        await using var server = await LakeServer.StartAsync(data, lake);
        await server.SendAsync(site, 5);
        await server.FlushAsync(server.FirstKey!);

        Assert.Equal("ingest", (await GetAsync(server, "/namespaces")).GetProperty("namespaces")[0][0].GetString());
        Assert.Equal(["pa_events", "pa_sessions"], (await GetAsync(server, "/namespaces/ingest/tables")).GetProperty("identifiers").EnumerateArray().Select(table => table.GetProperty("name").GetString()).Order());
        var table = await GetAsync(server, "/namespaces/ingest/tables/pa_events");
        Assert.Equal(2, table.GetProperty("metadata").GetProperty("format-version").GetInt32());
        Assert.True(File.Exists(new Uri(table.GetProperty("metadata-location").GetString()!).LocalPath));
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(server, HttpMethod.Head, "/namespaces/ingest/tables/pa_events", server.FirstKey)).StatusCode);

        using var missing = await SendAsync(server, HttpMethod.Get, "/namespaces/ingest/tables/nothing", server.FirstKey);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal("NoSuchTableException", JsonDocument.Parse(await missing.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetProperty("type").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(server, HttpMethod.Get, "/namespaces", key: null)).StatusCode);

        await NodePackages.RunAsync("iceberg-rest.test.mjs", new Dictionary<string, string>
        {
            ["INGEST_CATALOG"] = new Uri(server.Http.BaseAddress!, "/iceberg").ToString(),
            ["INGEST_KEY"] = server.FirstKey!,
            ["INGEST_EVENTS"] = "5",
        });
    }

    private static async Task<JsonElement> GetAsync(LakeServer server, string path)
    {
        using var reply = await SendAsync(server, HttpMethod.Get, path, server.FirstKey);
        var text = await reply.Content.ReadAsStringAsync();
        Assert.True(reply.StatusCode == HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task<HttpResponseMessage> SendAsync(LakeServer server, HttpMethod method, string path, string? key)
    {
        using var request = new HttpRequestMessage(method, "/iceberg/v1" + path);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return await server.Http.SendAsync(request);
    }

    private sealed class AttachedEngine(string lake, int port) : EmbeddedEngine
    {
        protected override string[] Arguments => ["--readable", lake, "--outbound-port", port.ToString()];
    }
}
