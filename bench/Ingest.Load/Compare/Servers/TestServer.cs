using System.Diagnostics;
using System.Globalization;

namespace Ingest.Load.Compare.Servers;

/// <summary>A server under test, in a process of its own, on a free port of loopback.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private const string BareListens = "Listening on ";
    private const string IngestReady = "Ctrl+C stops it.";
    private const string WriterUser = "ingest";
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(10) };
    private readonly ChildServer _process;
    private readonly bool _hasEngine;
    private IReadOnlyList<int> _engine = [];
    private Uri? _address;
    private Uri? _clickHouse;

    private TestServer(string name, string? dataPath, bool hasEngine, ProcessStartInfo start)
    {
        (Name, DataPath, _hasEngine) = (name, dataPath, hasEngine);
        _process = ChildServer.Start(start, dataPath is null ? BareListens : IngestReady, Read);
    }

    /// <summary>Name in reports.</summary>
    public string Name { get; }

    /// <summary>The data folder; null for the bare endpoint.</summary>
    public string? DataPath { get; }

    /// <summary>Process id.</summary>
    public int Id => _process.Id;

    /// <summary>Where it listens, once it has said so.</summary>
    public Uri Address => _address ?? throw new CompareException($"{Name} has not said where it listens:\n{_process.Last}");

    /// <summary>Process ids of its engine: one, or none.</summary>
    public IReadOnlyList<int> Engine =>
        !_hasEngine ? [] : _engine.Count > 0 ? _engine : _engine = ProcessFigures.Children(Id);

    /// <summary>Starts the bare endpoint with the runtime settings of the other.</summary>
    public static TestServer StartBare(ServerBuilds builds) =>
        new("bare", dataPath: null, hasEngine: false, Command(builds, builds.Bare, []));

    /// <summary>Starts <c>ingest serve</c>.</summary>
    public static TestServer StartIngest(ServerBuilds builds, string name, string dataPath, IngestSetup setup, Uri? address = null)
    {
        if (!Directory.Exists(dataPath))
        {
            setup.WriteSites(dataPath);
        }

        var start = Command(builds, builds.Ingest, ["serve", "--data", dataPath, "--urls", $"{address?.ToString() ?? "http://127.0.0.1:0"}", "--clickhouse-port", "0"]);
        foreach (var (key, value) in setup.Environment())
        {
            start.Environment[key] = value;
        }

        return new TestServer(name, dataPath, setup.Sink == SinkMode.Engine, start);
    }

    /// <summary>Waits until it is ready.</summary>
    /// <exception cref="CompareException">It ended, or was not ready in time; with what it said.</exception>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _process.Ready.WaitAsync(StartMax, TimeProvider.System, cancellationToken);
        }
        catch (Exception fault) when (fault is TimeoutException or CompareException)
        {
            throw new CompareException($"{Name} was not ready within {StartMax.TotalSeconds} s; it said:\n{_process.Last}");
        }
    }

    /// <summary>How it is doing.</summary>
    public async Task<ServerSample> SampleAsync(long requests, Func<double> ownCpuSeconds, CancellationToken cancellationToken)
    {
        var metrics = DataPath is null ? null : await MetricsAsync(cancellationToken);
        return new ServerSample(
            TimeProvider.System.GetTimestamp(),
            requests,
            ProcessFigures.CpuSeconds(Id),
            Engine.Sum(ProcessFigures.CpuSeconds),
            ProcessFigures.MachineCpuSeconds(),
            ownCpuSeconds(),
            ProcessFigures.ResidentBytes(Id, "VmRSS"),
            metrics);
    }

    /// <summary>Its metrics.</summary>
    public async Task<MetricsText> MetricsAsync(CancellationToken cancellationToken) =>
        new(await _http.GetStringAsync(new Uri(Address, "/metrics"), cancellationToken));

    /// <summary>The most memory that it has had resident, without its engine.</summary>
    public long MostResidentBytes() => ProcessFigures.ResidentBytes(Id, "VmHWM");

    /// <summary>Asks ClickHouse as the user who writes.</summary>
    /// <exception cref="CompareException">There is none, or it answers with an error.</exception>
    public async Task<string> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        var address = _clickHouse ?? throw new CompareException("There is no ClickHouse engine: run 'npm ci' in native/, or set INGEST_LIBCHDB to libchdb.so.");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/?database=ingest")) { Content = new StringContent(sql) };
        request.Headers.Add("X-ClickHouse-User", WriterUser);
        request.Headers.Add("X-ClickHouse-Key", (await File.ReadAllTextAsync(Path.Combine(DataPath!, "clickhouse", "password"), cancellationToken)).Trim());
        using var reply = await _http.SendAsync(request, cancellationToken);
        var text = await reply.Content.ReadAsStringAsync(cancellationToken);
        return reply.IsSuccessStatusCode ? text.Trim() : throw new CompareException($"ClickHouse refused '{sql}': {text}");
    }

    /// <summary>Asks ClickHouse for one number.</summary>
    public async Task<double> NumberAsync(string sql, CancellationToken cancellationToken) =>
        double.Parse(await QueryAsync(sql, cancellationToken), CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    private static ProcessStartInfo Command(ServerBuilds builds, string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", "--runtimeconfig", builds.RuntimeSettings, program, .. arguments]) { WorkingDirectory = Path.GetTempPath() };

        // A setting of the caller's shell would be measured in place of the defaults.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("INGEST__", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        return start;
    }

    private void Read(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (line.StartsWith(BareListens, StringComparison.Ordinal))
        {
            _address = new Uri(words[^1]);
        }
        else if (words is ["collect", var collect])
        {
            _address = new Uri(new Uri(collect), "/");
        }
        else if (words is ["ClickHouse", var clickHouse] && clickHouse.StartsWith("http", StringComparison.Ordinal))
        {
            _clickHouse = new Uri(clickHouse);
        }
    }
}
