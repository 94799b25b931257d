using System.Text;
using System.Text.Json;
using Ingest.IntegrationTests.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Ingest.IntegrationTests.Operations;

/// <summary>What the server tells other programs about itself: OTLP and OpenAPI.</summary>
public sealed class TelemetryTests
{
    private const string ExportPath = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";

    [Fact]
    public async Task Metrics_are_exported_by_otlp_when_an_endpoint_is_named()
    {
        var exported = new TaskCompletionSource();
        await using var collector = await StartCollectorAsync(body => Complete(exported, body));
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        await using var server = await IngestServer.StartAsync(folder, new Dictionary<string, string>
        {
            ["INGEST__Server__OtlpEndpoint"] = collector.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(),
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
        });
        using var reply = await Sender.SendAsync(server, site, "exported");
        await exported.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Logs_are_json_at_the_level_that_is_asked_for()
    {
        using var folder = new TemporaryFolder();
        await using var server = await IngestServer.StartAsync(folder, new Dictionary<string, string>
        {
            ["INGEST__Server__LogFormat"] = "json",
            ["INGEST__Logging__LogLevel__Default"] = "Warning",
            ["INGEST__Logging__LogLevel__Ingest.Log"] = "Information",
        });
        var lines = server.Log.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.StartsWith("Ingest.Log", line.GetProperty("Category").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Http_surface_is_described_in_openapi()
    {
        using var folder = new TemporaryFolder();
        await using var server = await IngestServer.StartAsync(folder);
        var document = JsonDocument.Parse(await server.Http.GetStringAsync("/openapi/v1.json")).RootElement;
        var paths = document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToArray();
        foreach (var path in (string[])["/api/send", "/send", "/api/batch", "/batch", "/api/heartbeat", "/health/live", "/health/ready", "/metrics", "/q/{slug}", "/p/{slug}"])
        {
            Assert.Contains(path, paths);
        }
    }

    private static void Complete(TaskCompletionSource exported, byte[] body)
    {
        if (body.AsSpan().IndexOf(Encoding.ASCII.GetBytes("ingest_events_appended_total")) >= 0)
        {
            exported.TrySetResult();
        }
    }

    private static async Task<WebApplication> StartCollectorAsync(Action<byte[]> receive)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        app.MapPost(ExportPath, async (HttpContext http) =>
        {
            var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            receive(body.ToArray());
            http.Response.ContentType = "application/grpc";
            http.Response.AppendTrailer("grpc-status", "0");
            await http.Response.Body.WriteAsync(new byte[5]);
        });
        await app.StartAsync();
        return app;
    }
}
