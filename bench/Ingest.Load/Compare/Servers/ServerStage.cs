using System.Diagnostics;

namespace Ingest.Load.Compare.Servers;

/// <summary>The servers of one scenario and their folder, all gone when it ends.</summary>
internal sealed class ServerStage : IAsyncDisposable
{
    private readonly List<TestServer> _servers = [];
    private readonly string _folder;
    private readonly ServerBuilds _builds;
    private readonly IReadOnlyDictionary<string, string> _settings;

    /// <param name="builds">What is started.</param>
    /// <param name="folder">Made here, and removed at the end.</param>
    /// <param name="settings">Settings of every <c>ingest serve</c>, under those of the scenario.</param>
    public ServerStage(ServerBuilds builds, string folder, IReadOnlyDictionary<string, string> settings)
    {
        (_builds, _folder, _settings) = (builds, folder, settings);
        Directory.CreateDirectory(folder);
    }

    /// <summary>Processor time of this process and of all servers.</summary>
    public double CpuSeconds() => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds + _servers.Sum(ServerCpuSeconds);

    /// <summary>Starts the bare endpoint.</summary>
    public Task<TestServer> BareAsync(CancellationToken cancellationToken) => AddAsync(TestServer.StartBare(_builds), cancellationToken);

    /// <summary>Starts <c>ingest serve</c> on a data folder of that name, which is kept until the scenario ends.</summary>
    /// <param name="name">Name in reports, and of the data folder.</param>
    /// <param name="setup">How.</param>
    /// <param name="cancellationToken">Gives the waiting up.</param>
    /// <param name="build">Another <c>ingest.dll</c>; null for that of the run.</param>
    public Task<TestServer> IngestAsync(string name, IngestSetup setup, CancellationToken cancellationToken, string? build = null) =>
        AddAsync(Launch(name, setup, build: build), cancellationToken);

    /// <summary>The same without waiting until it is ready.</summary>
    public TestServer Launch(string name, IngestSetup setup, Uri? address = null, string? build = null)
    {
        var settings = new Dictionary<string, string>(_settings);
        foreach (var (key, value) in setup.Settings)
        {
            settings[key] = value;
        }

        var builds = build is null ? _builds : _builds with { Ingest = build };
        var server = TestServer.StartIngest(builds, name, Path.Combine(_folder, name), setup with { Settings = settings }, address);
        _servers.Add(server);
        return server;
    }

    /// <summary>Stops a server; its data folder stays.</summary>
    public async Task StopAsync(TestServer server)
    {
        _servers.Remove(server);
        await server.DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        _servers.Clear();
        Directory.Delete(_folder, recursive: true);
    }

    private static double ServerCpuSeconds(TestServer server) => ProcessFigures.CpuSeconds(server.Id) + server.Engine.Sum(ProcessFigures.CpuSeconds);

    private async Task<TestServer> AddAsync(TestServer server, CancellationToken cancellationToken)
    {
        if (!_servers.Contains(server))
        {
            _servers.Add(server);
        }

        await server.ReadyAsync(cancellationToken);
        return server;
    }
}
