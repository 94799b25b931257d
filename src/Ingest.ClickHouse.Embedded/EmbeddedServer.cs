using System.Globalization;
using System.Net;
using Ingest.ClickHouse.Embedded.Confinement;
using Ingest.ClickHouse.Embedded.Engine;
using Ingest.ClickHouse.Embedded.Http;
using Ingest.ClickHouse.Embedded.Native;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ingest.ClickHouse.Embedded;

/// <summary>
/// The embedded ClickHouse engine behind ClickHouse's HTTP interface, on loopback: what the command <c>ingest clickhouse</c> runs.
/// </summary>
public static class EmbeddedServer
{
    /// <summary>The start of the line that tells the address, on standard output.</summary>
    public const string ListeningPrefix = "listening on ";

    /// <summary>The exit code when another process holds the data folder: trying again may help.</summary>
    public const int ExitUnavailable = 3;

    /// <summary>The exit code when the engine's library is absent.</summary>
    public const int ExitMissing = 4;

    // How long statements in flight may take to end at a stop.
    private static readonly TimeSpan DrainMax = TimeSpan.FromSeconds(10);

    /// <summary>Whether the engine's library is there; otherwise <paramref name="fault"/> says where it was looked for, and the remedy.</summary>
    public static bool IsAvailable(out string fault) => EngineLibraryPath.Find(out fault) is not null;

    /// <summary>
    /// Runs the server until <paramref name="cancellation"/>, or only until the end of standard input where the options say so.
    /// On Linux the process first replaces itself by itself, confined by Landlock to its data folder; code before this call runs twice.
    /// </summary>
    /// <exception cref="EngineUnavailableException">The engine's library is absent, or another process holds the data folder.</exception>
    public static async Task RunAsync(EmbeddedServerOptions options, TextWriter output, CancellationToken cancellation)
    {
        // Ctrl-C and a service manager's SIGTERM reach parent and child alike, but the parent still has events to deliver.
        if (options.ExitsWithInput)
        {
            OwnProcessGroup.Enter();
            cancellation = CancellationToken.None;
        }

        var folder = new EngineFolder(Path.GetFullPath(options.Path));
        var library = EngineLibraryPath.Find(out var fault) ?? throw new EngineUnavailableException(fault, isPermanent: true);
        var memory = options.MemoryBytesMax > 0 ? options.MemoryBytesMax : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
        string password;
        if (ConfinedStart.IsEntered)
        {
            password = ConfinedStart.TakePassword();
        }
        else
        {
            EngineConfigFiles.Write(folder, options, memory);
            password = WriterPassword.ReadOrCreate(options.Path);
            await output.WriteLineAsync($"warning: {ConfinedStart.Enter(options, folder, library, password)}");
        }

        // icebergLocal() takes paths below the working folder alone. What may be read at all is the kernel's to say, which confines the process.
        if (options.ReadableFolders.Count > 0)
            Directory.SetCurrentDirectory(Path.GetPathRoot(folder.Root)!);

        // Each statement blocks a pool thread that reads its pipe; the pool starts with one thread per core.
        ThreadPool.SetMinThreads(2 * options.ConnectionsMax + Environment.ProcessorCount, Environment.ProcessorCount);
        using var engine = EngineCore.Open(library, folder);
        using var slots = new QuerySlots(options.ConnectionsMax, TimeProvider.System);
        var endpoint = new QueryEndpoint(engine, options, new Authenticator(password), slots, new QueryLimits(options, memory));
        await using var app = Build(options, endpoint);
        await StartAsync(app, options, cancellation);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{ListeningPrefix}{app.Urls.Single()}"));
        await output.FlushAsync(cancellation);

        await StopRequestedAsync(options, cancellation);
        using var limit = new CancellationTokenSource(DrainMax, TimeProvider.System);
        await app.StopAsync(limit.Token);
        await endpoint.StopAsync();
    }

    private static async Task StartAsync(WebApplication app, EmbeddedServerOptions options, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException busy)
        {
            throw new EngineUnavailableException($"Port {options.Port} cannot be listened on ({busy.Message}). Choose another with --port, or 0.");
        }
    }

    private static WebApplication Build(EmbeddedServerOptions options, QueryEndpoint endpoint)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainMax);
        builder.Services.AddSingleton<IHostLifetime, CallersLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // InsertBytesMax holds, on the decompressed size.
            kestrel.Limits.MaxRequestLineSize = 1 << 20; // The query may be in the URL.
            kestrel.Limits.MaxRequestBufferSize = 2 << 20;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        var app = builder.Build();
        app.Run(context => RouteAsync(context, endpoint));
        return app;
    }

    private static Task RouteAsync(HttpContext context, QueryEndpoint endpoint)
    {
        var request = context.Request;
        if (!Authenticator.IsLocal(request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return context.Response.WriteAsync("Only loopback hosts and origins are answered.\n", context.RequestAborted);
        }

        var path = request.Path.Value;
        if (path is "/ping" or "/replicas_status" || (path == "/" && HttpMethods.IsGet(request.Method) && !request.Query.ContainsKey("query")))
            return context.Response.WriteAsync("Ok.\n", context.RequestAborted);
        if (path is "/" or "/query")
            return endpoint.HandleAsync(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.Response.WriteAsync($"There is no handle {path}\n\nUse / or /ping for health checks.\n", context.RequestAborted);
    }

    private static async Task StopRequestedAsync(EmbeddedServerOptions options, CancellationToken cancellation)
    {
        var stopping = new TaskCompletionSource();
        await using var registration = cancellation.Register(stopping.SetResult);
        await (options.ExitsWithInput ? ReadToEndAsync() : stopping.Task);
    }

    private static async Task ReadToEndAsync()
    {
        await using var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        while (await input.ReadAsync(buffer) > 0)
        {
        }
    }

    /// <summary>The caller alone decides when to stop; the host's default lifetime would stop on every signal by itself.</summary>
    private sealed class CallersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
