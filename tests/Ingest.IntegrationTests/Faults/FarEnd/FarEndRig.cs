using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ingest.ClickHouse.Embedded;
using Ingest.IntegrationTests.ClickHouse;
using Ingest.IntegrationTests.Processes;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Faults.FarEnd;

/// <summary>Server, proxy and engine in a row, each a real one: what the tests of a failing far end share, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class FarEndRig : ICollectionFixture<FarEndRig>, IAsyncLifetime
{
    public const string Name = "far end";

    private readonly TemporaryFolder _folder = new();

    internal IngestServer Server { get; private set; } = null!;

    internal FaultProxy Proxy { get; private set; } = null!;

    internal ChildProcess Engine { get; private set; } = null!;

    /// <summary>The engine itself, beside the proxy.</summary>
    internal EngineClient Writer { get; private set; } = null!;

    internal Guid Site { get; private set; }

    internal IReadOnlyDictionary<string, string> ServerEnvironment { get; private set; } = null!;

    private string DataPath => _folder.File("data");

    public async ValueTask InitializeAsync()
    {
        var enginePath = _folder.File("engine");
        Site = await Sender.AddSiteAsync(DataPath);
        Engine = IngestCommand.Start(["clickhouse", "--path", enginePath, "--port", "0"]);
        var endpoint = new Uri((await Engine.LineAsync(EmbeddedServer.ListeningPrefix))[EmbeddedServer.ListeningPrefix.Length..]);
        var password = WriterPassword.ReadOrCreate(enginePath);
        Writer = new EngineClient(endpoint, WriterPassword.User, password);
        Proxy = new FaultProxy(endpoint);
        ServerEnvironment = new Dictionary<string, string>
        {
            ["INGEST__ClickHouse__Endpoint"] = Proxy.Endpoint.ToString(),
            ["INGEST__ClickHouse__User"] = WriterPassword.User,
            ["INGEST__ClickHouse__Password"] = password,
            ["INGEST__ClickHouse__RequestTimeout"] = "00:00:01",
            ["INGEST__Batching__AgeMax"] = "00:00:00.100",
            ["INGEST__Batching__RetryDelayMax"] = "00:00:00.300",
        };
        Server = await IngestServer.StartAsync(DataPath, ServerEnvironment);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Proxy.DisposeAsync();
        Writer.Dispose();
        await Engine.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>What readiness says of the sink.</summary>
    internal async Task<JsonElement> SinkAsync()
    {
        // 503 or 200: the body is the same.
        using var reply = await Server.Http.GetAsync("/health/ready");
        return JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement.GetProperty("sinks")[0];
    }

    /// <summary>Waits until readiness names the failure.</summary>
    internal async Task WaitForFailureAsync(string words)
    {
        var sink = await Poll.ForAsync(
            SinkAsync,
            state => state.GetProperty("consecutive_failures").GetInt32() > 0 && state.GetProperty("last_error").GetString()!.Contains(words, StringComparison.Ordinal),
            $"'{words}' in readiness");
        Assert.True(sink.GetProperty("undelivered_events").GetInt64() > 0);
    }

    /// <summary>Waits until everything is delivered and the failure is no longer shown.</summary>
    internal Task WaitForDeliveryAsync() => Poll.ForAsync(
        SinkAsync,
        state => state.GetProperty("undelivered_events").GetInt64() == 0
            && state.GetProperty("consecutive_failures").GetInt32() == 0
            && state.GetProperty("last_error").ValueKind == JsonValueKind.Null,
        "everything delivered");

    /// <summary>A metric of the sink.</summary>
    internal async Task<double> MetricAsync(string name)
    {
        var match = Regex.Match(await Server.Http.GetStringAsync("/metrics"), $"^{name}{{sink=\"clickhouse\"}} (\\S+)", RegexOptions.Multiline);
        return match.Success ? double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Nothing was set aside: every refusal so far was a passing one.</summary>
    internal void AssertNothingQuarantined()
    {
        var quarantine = Path.Combine(DataPath, "quarantine");
        Assert.Empty(Directory.Exists(quarantine) ? Directory.GetFiles(quarantine, "*.entry", SearchOption.AllDirectories) : []);
    }
}
