using System.Net.Http.Headers;
using System.Text;
using Ingest.Core.Diagnostics;
using Ingest.Core.Keys;
using Ingest.Core.Log;
using Ingest.Core.Quarantine;
using Ingest.Core.Sites;
using Ingest.Endpoints;
using Ingest.Endpoints.Metrics;
using Ingest.Endpoints.Metrics.Fresh;
using Ingest.Hosting;
using Ingest.Registry.PostgreSql;
using Ingest.Settings;
using Ingest.Settings.Live;
using Ingest.Tests.Fakes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Tests.Endpoints;

/// <summary>The endpoints and the pipeline over a log in memory, listening on a free port, in narrow limits.</summary>
internal sealed class DropHost : IAsyncDisposable
{
    public const int SendBytesMax = 16 * 1024;
    public const string BlockedAddress = "203.0.113.9";
    public const string Browser = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

    private readonly TemporaryFolder _folder;
    private readonly WebApplication _web;
    private readonly MetricsReader _reader;
    // Of no meter: an exporter allocates at every measurement of the process, and other tests measure that.
    private readonly PrometheusExporter _metrics = new("none");

    private DropHost(TemporaryFolder folder, Registries registries, Guid site, DropHostOptions options)
    {
        (_folder, Site, Registries) = (folder, site, registries);
        var settings = new IngestSettings
        {
            Intake = { SendBytesMax = SendBytesMax, BatchBytesMax = 8 * SendBytesMax, BatchItemsMax = 3, Workers = 1, QueueCapacity = options.QueueCapacity, QueueWait = TimeSpan.FromSeconds(30) },
            Identity = { AppSecret = "secret" },
            Canary = { Interval = TimeSpan.Zero },
            Server = options.Server,
            Bots = { Keep = options.KeepsBots },
            RateLimits = options.Limits,
        };
        settings.Addresses.IgnoredAddresses.Add(BlockedAddress);
        if (options.TrustedProxy.Length > 0)
        {
            settings.Addresses.TrustedProxies.Add(options.TrustedProxy);
        }

        Live = new LiveOptions(settings);
        Pipeline = new IngestPipeline(
            settings, Live, new PipelineParts(new FaultyLog(Log) { OnAppend = options.OnAppend, OnCommit = options.OnCommit }, registries, new QuarantineStore(_folder.File("quarantine")), _folder.File("cursors"), _folder.File("event-ids")), NullLoggerFactory.Instance, options.Time);
        settings.Server.Urls = "http://127.0.0.1:0";
        var following = new LiveSettings(new Dictionary<string, string?>(), settings, Live, TimeProvider.System, NullLogger<LiveSettings>.Instance);
        var operations = new OperationsHandler(Pipeline.Readiness, _metrics, () => []);
        _reader = new MetricsReader(server: null, settings.Metrics, TimeProvider.System);
        var answers = new AnswerSource(_reader, new FreshCopies(_reader, TimeProvider.System, NullLogger<FreshCopies>.Instance), settings.Metrics, TimeProvider.System);
        var parts = new WebParts(settings, Live, following, Pipeline, Lake: null, answers, registries, operations);
        _web = WebServer.Build(settings, WebHandlers.Create(parts, NullLoggerFactory.Instance, Clock), NullLoggerFactory.Instance, TimeProvider.System);
    }

    public MemoryEventLog Log { get; } = new(recordBytesMax: 4 * 1024);

    public IngestPipeline Pipeline { get; }

    public SiteDirectory Sites => Registries.Sites;

    public ApiKeyDirectory Keys => Registries.Keys;

    public LiveOptions Live { get; }

    public Guid Site { get; }

    public Registries Registries { get; }

    public BrokenClock Clock { get; } = new();

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    /// <summary>Every route with its method, as <c>GET /path/{parameter:constraint}</c>.</summary>
    public IEnumerable<string> Routes =>
        from endpoint in _web.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
        select $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}";

    public static async Task<DropHost> StartAsync(DropHostOptions? options = null)
    {
        var folder = new TemporaryFolder();
        await using var stores = RegistryStores.Open(new PostgreSqlOptions(), folder.Path, TimeProvider.System);
        var registries = await stores.OpenAsync(keepsCopy: false, NullLoggerFactory.Instance);
        var site = await registries.Sites.AddAsync("Shop");
        var host = new DropHost(folder, registries, site.Id, options ?? new DropHostOptions());
        host.Pipeline.Start();
        await host._web.StartAsync();
        host.Http.BaseAddress = new Uri(host._web.Urls.First());
        return host;
    }

    public string Message(Guid? site = null, string extra = "") =>
        $$$"""{"type":"event","payload":{"website":"{{{site ?? Site}}}","hostname":"a.b","url":"/a"{{{extra}}}}}""";

    public Task<HttpResponseMessage> SendAsync(string body, string path = "/api/send", string agent = Browser, string? encoding = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (encoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
        _reader.Dispose();
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

        /// <summary>True: no time passes for what is limited by it.</summary>
        public bool IsStopped { get; set; }

        public override long GetTimestamp() => IsStopped ? 0 : base.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => IsBroken ? throw new InvalidOperationException("The clock is broken.") : base.GetUtcNow();
    }
}
