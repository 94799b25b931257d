using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Ingest.IntegrationTests.Processes;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Lake.Sink;

/// <summary>A server whose one sink is the lake: no engine, and nothing is flushed but on demand, unless a test says otherwise.</summary>
internal sealed partial class LakeServer : IAsyncDisposable
{
    private static readonly JsonSerializerOptions WithoutNulls = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly ChildProcess _process;
    private readonly HttpClient _http;

    private LakeServer(ChildProcess process, Uri collect)
    {
        _process = process;
        _http = new HttpClient { BaseAddress = collect, Timeout = TimeSpan.FromSeconds(60) };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd(Sender.Agent);
    }

    public HttpClient Http => _http;

    public string Log => _process.Output + _process.Errors;

    /// <summary>The key that the first start on a data folder has printed; later ones have to be told.</summary>
    public string? FirstKey => Key().Match(_process.Output) is { Success: true } match ? match.Value : null;

    public static async Task<LakeServer> StartAsync(string dataPath, string lakePath, IReadOnlyDictionary<string, string>? environment = null)
    {
        var settings = new Dictionary<string, string>(environment ?? new Dictionary<string, string>())
        {
            ["INGEST__Canary__Interval"] = "00:00:00",
            ["INGEST__Sinks__0"] = "iceberg",
            ["INGEST__Iceberg__LocalPath"] = lakePath,
        };
        if (!File.Exists(Path.Combine(dataPath, "appsettings.json")))
        {
            settings.TryAdd("INGEST__Iceberg__FlushInterval", "01:00:00");
        }

        var process = IngestCommand.Start(["serve", "--data", dataPath, "--urls", "http://127.0.0.1:0"], settings);
        try
        {
            await process.LineAsync("Ctrl+C");
            var run = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(dataPath, "run.json"))).RootElement;
            return new LakeServer(process, new Uri(run.GetProperty("Collect").GetString()!));
        }
        catch (Exception)
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends events as one batch and returns their ids, once the server has said that it has them.</summary>
    public async Task<IReadOnlyList<Guid>> SendAsync(Guid site, int count, long? timestamp = null)
    {
        var ids = Enumerable.Range(0, count).Select(_ => Guid.NewGuid()).ToArray();
        var messages = ids.Select((id, i) => new
        {
            type = "event",
            payload = new { website = site, url = $"/page/{i % 7}", title = $"Title {i % 3}", eventId = id, timestamp, name = i % 4 == 0 ? "buy" : null, data = i % 4 == 0 ? new { plan = "pro", seats = i } : null },
        });
        using var reply = await _http.PostAsJsonAsync("/api/batch", messages, WithoutNulls);
        var text = await reply.Content.ReadAsStringAsync();
        Assert.True(reply.StatusCode == HttpStatusCode.OK, text);
        Assert.Contains($"\"processed\":{count}", text, StringComparison.Ordinal);
        return ids;
    }

    /// <summary>Has everything delivered, and fails unless it is.</summary>
    public async Task FlushAsync(string key)
    {
        using var reply = await PostFlushAsync(key, waitSeconds: 50);
        Assert.True(reply.StatusCode == HttpStatusCode.OK, await reply.Content.ReadAsStringAsync() + Log);
    }

    /// <summary>Asks for a flush of which a killed server answers nothing.</summary>
    public async Task<HttpResponseMessage> PostFlushAsync(string key, int waitSeconds)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/flush?wait={waitSeconds}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await _http.SendAsync(request);
    }

    public Task<int> EndAsync() => _process.EndAsync();

    public Task<int> StopAsync()
    {
        _process.Signal(ChildProcess.Terminate);
        return _process.EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await using (_process)
        {
            if (!_process.HasExited)
            {
                await StopAsync();
            }
        }
    }

    [GeneratedRegex("ingest_[A-Za-z0-9_-]{64}")]
    private static partial Regex Key();
}
