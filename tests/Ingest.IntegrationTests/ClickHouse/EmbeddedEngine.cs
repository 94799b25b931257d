using Ingest.ClickHouse.Embedded;
using Ingest.ClickHouse.Embedded.Supervision;
using Ingest.IntegrationTests.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.IntegrationTests.ClickHouse;

/// <summary>A real engine in a process of its own, on a free port and a folder that goes away with it. Usable as a class or assembly fixture.</summary>
public class EmbeddedEngine : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private EngineSupervisor? _supervisor;

    public string Folder => _folder;

    public Uri Endpoint { get; private set; } = null!;

    public string WriterPassword => Ingest.ClickHouse.Embedded.WriterPassword.ReadOrCreate(Folder);

    public EngineClient Writer { get; private set; } = null!;

    public EngineClient Analyst { get; private set; } = null!;

    public EngineSupervisor Supervisor => _supervisor!;

    /// <summary>Further arguments of the command.</summary>
    protected virtual string[] Arguments => [];

    public async ValueTask InitializeAsync()
    {
        _supervisor = new EngineSupervisor(
            new EngineSupervisorOptions { Path = Folder, Port = 0, MemoryBytesMax = 2L << 30, Command = IngestCommand.Program, Arguments = Arguments },
            NullLogger<EngineSupervisor>.Instance,
            TimeProvider.System);
        Endpoint = await _supervisor.StartAsync(TestContext.Current.CancellationToken);
        Writer = new EngineClient(Endpoint, "ingest", WriterPassword);
        Analyst = new EngineClient(Endpoint, "default", "");
    }

    public virtual async ValueTask DisposeAsync()
    {
        Writer?.Dispose();
        Analyst?.Dispose();
        if (_supervisor is not null)
            await _supervisor.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
