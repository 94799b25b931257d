using Ingest.Access;
using Ingest.Endpoints;
using Ingest.Endpoints.Admin;
using Ingest.Endpoints.Dashboard;
using Ingest.Endpoints.Description;
using Ingest.Endpoints.Lake;
using Ingest.Endpoints.Metrics;
using Ingest.Endpoints.Metrics.Umami;
using Ingest.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Ingest.Hosting;

/// <summary>Kestrel with the limits of a public collecting endpoint, and the routes.</summary>
internal static class WebServer
{
    // A tracker's request has some twenty headers and two cookies; 32 KiB is Kestrel's own default, stated because it is a bound.
    private const int HeaderBytesMax = 32 * 1024;
    private const int HeaderCountMax = 100;

    // A client that sends its headers for longer than this holds a connection for nothing.
    private static readonly TimeSpan HeadersLimit = TimeSpan.FromSeconds(10);

    // Longer than the usual 60 s of a proxy's idle connections, so that the proxy closes first and never meets a closing socket.
    private static readonly TimeSpan KeepAliveLimit = TimeSpan.FromSeconds(75);

    // Slow bodies: under 240 bytes/s after 5 s is an attack or a dead line; a phone on a bad network does a hundred times that.
    private static readonly MinDataRate BodyRateMin = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    /// <summary>Builds the server; nothing listens before it is started.</summary>
    public static WebApplication Build(IngestSettings settings, WebHandlers handlers, ILoggerFactory loggers, TimeProvider time)
    {
        var (options, collect) = (settings.Server, handlers.Collect);
        var headers = new RequestHeaders([.. collect.HeaderNames, IdempotencyKey.Header, UmamiKeyHeader.Name], handlers.Registries.ReadsSource);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddRoutingCore();
        builder.Services.AddApiDocument();
        builder.Services.ConfigureHttpJsonOptions(json => AdminJson.Configure(json.SerializerOptions));
        builder.Services.AddAccess(handlers.Registries.Keys, handlers.Failures, time);
        builder.WebHost.UseKestrelCore().UseUrls(options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.RequestHeaderEncodingSelector = headers.EncodingOf);
        builder.WebHost.ConfigureKestrel(Limit);

        // A request is answered by the thread that received it, or was told of its commit. ShortTurns keeps everything long off those threads.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        var app = builder.Build();
        app.UseCollect(collect);
        app.UsePoolThreads();
        app.Use(handlers.Faults.Guard);
        app.UseContractHeaders(options.CollectPath, handlers.Registries.Sites);
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapCollect(collect, options.CollectPath);
        app.MapTracker([ScriptPaths.Default, .. options.ScriptNames], options.CollectPath);
        app.MapDashboard();
        app.MapLinks(handlers.Links);
        app.MapOperations(handlers.Operations, settings.Access);
        app.MapSettings(handlers.Settings);
        app.MapFlush(handlers.Flush);
        app.MapLake(handlers.Lake);
        app.MapMetrics(handlers.Metrics);
        app.MapUmami(handlers.Umami, new UmamiEvents(handlers.Umami, time));
        app.MapAdmin(handlers.Registries, new PublicAddress(options), loggers);
        app.MapOpenApi().AllowAnonymous();
        return app;
    }

    private static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;

        // The body reader holds the limits of each path, on the wire and decompressed.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxRequestHeadersTotalSize = HeaderBytesMax;
        kestrel.Limits.MaxRequestHeaderCount = HeaderCountMax;
        kestrel.Limits.RequestHeadersTimeout = HeadersLimit;
        kestrel.Limits.KeepAliveTimeout = KeepAliveLimit;
        kestrel.Limits.MinRequestBodyDataRate = BodyRateMin;
    }
}
