using System.Net.Http.Headers;
using System.Text;
using Ingest.Core.Batching;
using Ingest.Core.Diagnostics;
using Ingest.Core.Intake.Addresses;
using Ingest.Core.Log;
using Ingest.Core.Quarantine;
using Ingest.Core.Sites;
using Ingest.Endpoints;
using Ingest.Hosting;
using Ingest.Settings;
using Ingest.Tests.Fakes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Tests.Endpoints;

/// <summary>The endpoints and the pipeline over a log in memory, listening on a free port, in narrow limits.</summary>
internal sealed class DropHost : IAsyncDisposable
{
    public const int SendBytesMax = 16 * 1024;
    public const string BlockedAddress = "203.0.113.9";
    public const string Browser = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

    private readonly TemporaryFolder _folder = new();
    private readonly WebApplication _web;
    // Of no meter: an exporter allocates at every measurement of the process, and other tests measure that.
    private readonly PrometheusExporter _metrics = new("none");

    private DropHost(SiteDirectory sites, Guid site, DropHostOptions options)
    {
        Site = site;
        var settings = new IngestSettings
        {
            Intake = { SendBytesMax = SendBytesMax, BatchBytesMax = 8 * SendBytesMax, BatchItemsMax = 3, Workers = 1, QueueCapacity = options.QueueCapacity, QueueWait = TimeSpan.FromSeconds(30) },
            Identity = { AppSecret = "secret" },
            Canary = { Interval = TimeSpan.Zero },
            Server = options.Server,
            Bots = { Keep = options.KeepsBots },
        };
        settings.Addresses.IgnoredAddresses.Add(BlockedAddress);
        Pipeline = new IngestPipeline(
            settings, new SettableOptions<BatchOptions>(settings.Batching), new PipelineParts(new FaultyLog(Log) { OnAppend = options.OnAppend }, sites, new QuarantineStore(_folder.File("quarantine")), _folder.File("cursors"), _folder.File("event-ids")), NullLoggerFactory.Instance, options.Time);
        var faults = new FaultResponse(NullLogger<FaultResponse>.Instance);
        var collect = new CollectHandler(Pipeline, new ClientAddress(settings.Addresses), settings.Intake, faults, Clock);
        settings.Server.Urls = "http://127.0.0.1:0";
        _web = WebServer.Build(settings.Server, faults, NullLoggerFactory.Instance, collect, new OperationsHandler(Pipeline.Readiness, _metrics, () => []));
    }

    public MemoryEventLog Log { get; } = new(recordBytesMax: 4 * 1024);

    public IngestPipeline Pipeline { get; }

    public Guid Site { get; }

    public BrokenClock Clock { get; } = new();

    public HttpClient Http { get; } = new();

    /// <summary>Every route of the server.</summary>
    public IEnumerable<string> Routes =>
        ((IEndpointRouteBuilder)_web).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Select(route => route.RoutePattern.RawText!);

    public static async Task<DropHost> StartAsync(DropHostOptions? options = null)
    {
        using var folder = new TemporaryFolder();
        var sites = SiteDirectory.Open(folder.File("sites.json"), TimeProvider.System, NullLogger.Instance);
        var site = await sites.AddAsync("Shop");
        var host = new DropHost(sites, site.Id, options ?? new DropHostOptions());
        host.Pipeline.Start();
        await host._web.StartAsync();
        host.Http.BaseAddress = new Uri(host._web.Urls.First());
        return host;
    }

    public string Message(Guid? site = null, string extra = "") =>
        $$$"""{"type":"event","payload":{"website":"{{{site ?? Site}}}","hostname":"a.b","url":"/a"{{{extra}}}}}""";

    public Task<HttpResponseMessage> SendAsync(string body, string path = "/api/send", string agent = Browser, string? encoding = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (encoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        return Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
        await Pipeline.DisposeAsync();
        await Log.DisposeAsync();
        _metrics.Dispose();
        Http.Dispose();
        _folder.Dispose();
    }

    /// <summary>A clock that a test breaks: a fault of the server in the middle of a request.</summary>
    internal sealed class BrokenClock : TimeProvider
    {
        public bool IsBroken { get; set; }

        public override DateTimeOffset GetUtcNow() => IsBroken ? throw new InvalidOperationException("The clock is broken.") : base.GetUtcNow();
    }
}
