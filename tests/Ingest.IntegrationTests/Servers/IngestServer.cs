using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Ingest.IntegrationTests.Servers;

/// <summary>A running <c>ingest serve</c> with the embedded engine, in a process of its own, on free ports.</summary>
internal sealed partial class IngestServer : IAsyncDisposable
{
    private const int SignalTerminate = 15;

    private readonly Process _process;
    private readonly StringBuilder _log;

    private IngestServer(Process process, StringBuilder log, string dataPath, Uri collect, Uri clickHouse)
    {
        (_process, _log, DataPath, Collect, ClickHouse) = (process, log, dataPath, collect, clickHouse);
        Http = new HttpClient { BaseAddress = collect, Timeout = TimeSpan.FromSeconds(30) };
    }

    public string DataPath { get; }

    public Uri Collect { get; }

    public Uri ClickHouse { get; }

    public HttpClient Http { get; }

    public int ProcessId => _process.Id;

    /// <summary>What the process has printed so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Starts the server and waits until it says that it is ready.</summary>
    public static async Task<IngestServer> StartAsync(string dataPath, IReadOnlyDictionary<string, string>? environment = null)
    {
        var process = new Process
        {
            StartInfo = IngestCommand.StartInfo(
                ["serve", "--data", dataPath, "--urls", "http://127.0.0.1:0", "--clickhouse-port", "0"], environment),
        };
        var log = new StringBuilder();
        var ready = new TaskCompletionSource();
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Task.WhenAny(ready.Task, process.WaitForExitAsync(), Task.Delay(IngestCommand.Limit));
        if (!ready.Task.IsCompleted)
        {
            process.Kill();
            throw new InvalidOperationException($"The server did not start:\n{log}");
        }

        var run = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(dataPath, "run.json"))).RootElement;
        return new IngestServer(process, log, dataPath, new Uri(run.GetProperty("Collect").GetString()!), new Uri(run.GetProperty("ClickHouse").GetString()!));

        void Read(string? line)
        {
            lock (log)
            {
                log.AppendLine(line);
            }

            if (line?.Contains("Ctrl+C", StringComparison.Ordinal) == true)
            {
                ready.TrySetResult();
            }
        }
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

    /// <summary>Kills the process as kill -9 does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop as a supervisor does, and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        Assert.Equal(0, Kill(_process.Id, SignalTerminate));
        using var limit = new CancellationTokenSource(IngestCommand.Limit);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>Process ids of the children: the engine.</summary>
    public IReadOnlyList<int> Children() =>
        [.. Directory.GetDirectories($"/proc/{_process.Id}/task")
            .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(int.Parse)];

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            await StopAsync();
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
