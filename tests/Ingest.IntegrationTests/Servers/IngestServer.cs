using System.Text.Json;
using System.Text.RegularExpressions;
using Ingest.IntegrationTests.Processes;

namespace Ingest.IntegrationTests.Servers;

/// <summary>A running <c>ingest serve</c> with the embedded engine, in a process of its own, on free ports.</summary>
internal sealed partial class IngestServer : IAsyncDisposable
{
    private const string ReadyLine = "Ctrl+C";

    // Tests count records, commits and batches: canaries come along where a test asks for them. Most read the metrics, few have a key.
    private static readonly Dictionary<string, string> Quiet = new() { ["INGEST__Canary__Interval"] = "00:00:00", ["INGEST__Access__OpenMetrics"] = "true" };

    private readonly ChildProcess _process;

    private IngestServer(ChildProcess process, string dataPath, Uri collect, Uri clickHouse)
    {
        (_process, DataPath, Collect, ClickHouse) = (process, dataPath, collect, clickHouse);
        Http = new HttpClient { BaseAddress = collect, Timeout = TimeSpan.FromSeconds(30) };
    }

    public string DataPath { get; }

    public Uri Collect { get; }

    public Uri ClickHouse { get; }

    public HttpClient Http { get; }

    public long WorkingSetBytes => _process.WorkingSetBytes;

    /// <summary>What the process has printed so far.</summary>
    public string Log => _process.Output + _process.Errors;

    /// <summary>The admin key that a first start prints.</summary>
    public string FirstKey => FirstKeyPattern().Match(_process.Output) is { Success: true } match ? match.Value : throw new InvalidOperationException("No key was printed.");

    /// <summary>Starts the server and waits until it says that it is ready.</summary>
    public static async Task<IngestServer> StartAsync(string dataPath, IReadOnlyDictionary<string, string>? environment = null)
    {
        var process = IngestCommand.Start(["serve", "--data", dataPath, "--urls", "http://127.0.0.1:0", "--clickhouse-port", "0"], Quieten(environment));
        try
        {
            await process.LineAsync(ReadyLine);
            var run = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(dataPath, "run.json"))).RootElement;
            return new IngestServer(process, dataPath, new Uri(run.GetProperty("Collect").GetString()!), new Uri(run.GetProperty("ClickHouse").GetString()!));
        }
        catch (Exception)
        {
            await process.DisposeAsync();
            throw;
        }
    }

    private static Dictionary<string, string> Quieten(IReadOnlyDictionary<string, string>? environment)
    {
        var quiet = new Dictionary<string, string>(Quiet);
        foreach (var (name, value) in environment ?? quiet)
        {
            quiet[name] = value;
        }

        return quiet;
    }

    /// <summary>Asks ClickHouse as the analyst; each row is a list of values.</summary>
    public async Task<List<JsonElement>> QueryAsync(string sql)
    {
        var uri = new Uri(ClickHouse, "/?database=ingest&default_format=JSONEachRow");
        using var reply = await Http.PostAsync(uri, new StringContent(sql));
        var text = await reply.Content.ReadAsStringAsync();
        if (!reply.IsSuccessStatusCode)
        {
            throw new HttpRequestException(text);
        }

        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    /// <summary>Asks for one whole number.</summary>
    public async Task<long> CountAsync(string sql)
    {
        var rows = await QueryAsync(sql);
        var value = rows.Single().EnumerateObject().First().Value;
        return value.ValueKind == JsonValueKind.String ? long.Parse(value.GetString()!) : value.GetInt64();
    }

    /// <summary>Waits until a site that was added by command is known.</summary>
    public Task SeesSiteAsync(Guid site) => Poll.UntilAsync(
        async () =>
        {
            using var reply = await Http.PostAsync("/api/send", new StringContent($$$"""{"type":"identify","payload":{"website":"{{{site}}}"}}"""));
            return (int)reply.StatusCode != 400;
        },
        $"the site {site}");

    /// <summary>Kills the process as kill -9 does.</summary>
    public Task<int> KillAsync()
    {
        _process.Signal(ChildProcess.Kill);
        return _process.EndAsync();
    }

    /// <summary>Asks it to stop as a supervisor does, and returns its exit code.</summary>
    public Task<int> StopAsync()
    {
        _process.Signal(ChildProcess.Terminate);
        return _process.EndAsync();
    }

    /// <summary>Process ids of the children: the engine.</summary>
    public IReadOnlyList<int> Children() => _process.Children();

    [GeneratedRegex("ingest_[A-Za-z0-9_-]{64}")]
    private static partial Regex FirstKeyPattern();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await using (_process)
        {
            if (!_process.HasExited)
            {
                await StopAsync();
            }
        }
    }
}
