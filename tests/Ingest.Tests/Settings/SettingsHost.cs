using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Ingest.Core.Batching;
using Ingest.Endpoints;
using Ingest.Settings;
using Ingest.Settings.Live;
using Ingest.Tests.Fakes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ingest.Tests.Settings;

/// <summary>The settings of a data folder and their handler, on a free port; who asks is called as a header says.</summary>
internal sealed class SettingsHost : IAsyncDisposable
{
    private const string NameHeader = "x-name";

    private readonly TemporaryFolder _folder = new();
    private readonly WebApplication _web;

    private SettingsHost(string? appSettings, string? settings, Dictionary<string, string?>? commandLine)
    {
        Write("appsettings.json", appSettings);
        Write("settings.json", settings);
        Dictionary<string, string?> named = new(commandLine ?? []) { ["Server:DataPath"] = _folder };
        var start = IngestSettings.Read(IngestSettings.Configure(named));
        Options = new LiveOptions(start);
        Live = new LiveSettings(named, start, Options, TimeProvider.System, new Logger<LiveSettings>(new LoggerFactory([Log])));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _web = builder.Build();
        _web.Use((http, next) =>
        {
            if (http.Request.Headers[NameHeader] is [{ } name])
            {
                http.User = new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Name, name)], "test"));
            }

            return next(http);
        });
        _web.UseRouting();
        var handler = new SettingsHandler(Live);
        _web.MapGet("/api/settings", handler.GetAsync);
        _web.MapPut("/api/settings", handler.PutAsync);
    }

    public RecordingLoggers Log { get; } = new();

    public LiveOptions Options { get; }

    public LiveSettings Live { get; }

    public HttpClient Http { get; } = new();

    public BatchOptions Batching => Options.Batching.CurrentValue;

    public static async Task<SettingsHost> StartAsync(string? appSettings = null, string? settings = null, Dictionary<string, string?>? commandLine = null)
    {
        var host = new SettingsHost(appSettings, settings, commandLine);
        await host._web.StartAsync();
        host.Http.BaseAddress = new Uri(host._web.Urls.First());
        return host;
    }

    public string File(string name) => _folder.File(name);

    public void Write(string name, string? text)
    {
        if (text is not null)
        {
            System.IO.File.WriteAllText(_folder.File(name), text);
        }
    }

    public async Task<(HttpResponseMessage Reply, JsonElement Body)> PutAsync(string body, string? ifMatch = null, string? name = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/settings") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        if (name is not null)
        {
            request.Headers.Add(NameHeader, name);
        }

        return await ReadAsync(await Http.SendAsync(request));
    }

    public async Task<(HttpResponseMessage Reply, JsonElement Body)> GetAsync() => await ReadAsync(await Http.GetAsync("/api/settings"));

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        await Live.DisposeAsync();
        Http.Dispose();
        _folder.Dispose();
    }

    private static async Task<(HttpResponseMessage Reply, JsonElement Body)> ReadAsync(HttpResponseMessage reply) =>
        (reply, JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement);
}
