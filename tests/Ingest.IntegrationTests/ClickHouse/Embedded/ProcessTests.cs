using Ingest.ClickHouse.Embedded;
using Ingest.ClickHouse.Embedded.Supervision;
using Ingest.IntegrationTests.Processes;
using Ingest.IntegrationTests.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.IntegrationTests.ClickHouse.Embedded;

/// <summary>The life of the engine's process: start, death, restart, end.</summary>
public sealed class ProcessTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<IAsyncDisposable> _owned = [];

    [Fact]
    public async Task Killed_under_inserts_it_comes_back_on_its_port_with_every_acknowledged_row()
    {
        var (supervisor, endpoint) = await StartAsync(new EngineSupervisorOptions { Path = _folder, Port = 0, Command = IngestCommand.Program });
        using var writer = new EngineClient(endpoint, WriterPassword.User, WriterPassword.ReadOrCreate(_folder));
        await writer.QueryAsync("CREATE DATABASE kept");
        await writer.QueryAsync("CREATE TABLE kept.rows (a UInt64) ENGINE = MergeTree ORDER BY a");
        var acknowledged = 0L;
        var next = 0L;
        for (var round = 0; round < 3; round++)
        {
            var killed = Task.CompletedTask;
            for (var i = 0; i < 30; i++)
            {
                if (i == 20)
                    killed = Task.Run(() => ChildProcess.Signal(supervisor.ProcessId, ChildProcess.Kill));
                acknowledged += await TryInsertAsync(writer, next++) ? 1 : 0;
            }

            await killed;
            await Poll.UntilAsync(async () => supervisor.Status.State == EngineState.Running && supervisor.Status.Restarts > round && await PingsAsync(endpoint), "it answers again");
        }

        var stored = long.Parse(await writer.QueryAsync("SELECT uniqExact(a) FROM kept.rows"));
        Assert.InRange(stored, acknowledged, next);
        Assert.Equal(endpoint, supervisor.Status.Endpoint);
        Assert.InRange(supervisor.Status.Restarts, 3, 10);
        Assert.Contains("exit code 137", supervisor.Status.LastError);
    }

    [Fact]
    public async Task A_process_that_hangs_is_killed_and_comes_back_on_its_port_with_every_acknowledged_row()
    {
        var (supervisor, endpoint) = await StartAsync(new EngineSupervisorOptions
        {
            Path = _folder,
            Port = 0,
            Command = IngestCommand.Program,
            PulseInterval = TimeSpan.FromMilliseconds(100),
            PulseMax = TimeSpan.FromSeconds(1),
        });
        using var writer = new EngineClient(endpoint, WriterPassword.User, WriterPassword.ReadOrCreate(_folder));
        await writer.QueryAsync("CREATE DATABASE kept");
        await writer.QueryAsync("CREATE TABLE kept.rows (a UInt64) ENGINE = MergeTree ORDER BY a");
        Assert.True(await TryInsertAsync(writer, 1));
        var hung = supervisor.ProcessId;

        ChildProcess.Signal(hung, ChildProcess.Pause);

        await Poll.UntilAsync(
            async () => supervisor.Status is { State: EngineState.Running, Restarts: > 0 } && supervisor.ProcessId != hung && await PingsAsync(endpoint), "it answers again");
        Assert.StartsWith("no answer to /ping", supervisor.Status.LastError, StringComparison.Ordinal);
        Assert.Equal("1", await writer.QueryAsync("SELECT count() FROM kept.rows"));
    }

    [Fact]
    public async Task It_ends_cleanly_with_statements_running_when_its_input_ends()
    {
        var process = Start("--exit-with-input");
        var endpoint = await ListeningAsync(process);
        using var writer = new EngineClient(endpoint, WriterPassword.User, WriterPassword.ReadOrCreate(_folder));
        var query = writer.SendAsync("SELECT count() FROM numbers(1000000000000) WHERE cityHash64(number) = 1");
        await Poll.UntilAsync(async () => await writer.QueryAsync("SELECT countIf(query LIKE '%cityHash64%') FROM system.processes") == "2", "the query runs");

        process.CloseInput();

        Assert.Equal(0, await process.EndAsync());
        await Assert.ThrowsAnyAsync<Exception>(() => query);
    }

    [Fact]
    public async Task It_ends_cleanly_on_a_termination_signal()
    {
        var process = Start();
        await ListeningAsync(process);

        process.Signal(ChildProcess.Terminate);

        Assert.Equal(0, await process.EndAsync());
    }

    [Fact]
    public async Task A_signal_to_parent_and_child_alike_leaves_the_child_to_its_parent()
    {
        var process = Start("--exit-with-input");
        using var writer = new EngineClient(await ListeningAsync(process), WriterPassword.User, WriterPassword.ReadOrCreate(_folder));

        process.Signal(ChildProcess.Terminate);
        process.Signal(ChildProcess.Interrupt);
        for (var i = 0; i < 300; i++)
            Assert.Equal("1", await writer.QueryAsync("SELECT 1"));
        process.CloseInput();

        Assert.Equal(0, await process.EndAsync());
    }

    [Fact]
    public async Task It_ends_when_the_process_that_holds_its_input_is_killed()
    {
        var pipe = Path.Combine(_folder, "pipe");
        await ChildProcess.RunAsync(["mkfifo", pipe]);
        var parent = Run("sh", "-c", $"exec sleep 600 > {pipe}");
        var process = Run("sh", "-c", $"exec dotnet {IngestCommand.Program[1]} clickhouse --path {_folder.Path} --port 0 --exit-with-input < {pipe}");
        await ListeningAsync(process);

        parent.Signal(ChildProcess.Kill);

        Assert.Equal(0, await process.EndAsync());
    }

    [Fact]
    public async Task A_second_engine_on_a_held_folder_says_so_and_waits_for_it()
    {
        var holder = Start("--exit-with-input");
        await ListeningAsync(holder);
        var second = Start();

        Assert.Equal(EmbeddedServer.ExitUnavailable, await second.EndAsync());
        Assert.Contains("another process may hold it", second.Errors);

        var starting = StartAsync(new EngineSupervisorOptions { Path = _folder, Port = 0, Command = IngestCommand.Program });
        holder.CloseInput();
        var (supervisor, _) = await starting;

        Assert.Equal(EngineState.Running, supervisor.Status.State);
    }

    [Fact]
    public async Task A_missing_library_is_named_with_its_remedy()
    {
        await using var process = IngestCommand.Start(
            ["clickhouse", "--path", _folder, "--port", "0"], new Dictionary<string, string> { ["INGEST_LIBCHDB"] = "/absent.so" });

        Assert.Equal(EmbeddedServer.ExitMissing, await process.EndAsync());
        Assert.Contains("INGEST_LIBCHDB names /absent.so", process.Errors);
    }

    [Fact]
    public async Task A_process_that_never_answers_is_given_up_with_the_reason()
    {
        var options = new EngineSupervisorOptions { Path = _folder, Command = ["sh", "-c", "exec sleep 600"], StartMax = TimeSpan.FromSeconds(1) };

        var failure = await Assert.ThrowsAsync<EngineUnavailableException>(() => StartAsync(options));

        Assert.Contains("no answer within 00:00:01", failure.Message);
    }

    [Fact]
    public async Task Memory_is_capped_and_the_engine_outlives_the_query()
    {
        var process = Start("--memory", "700000000", "--exit-with-input");
        using var writer = new EngineClient(await ListeningAsync(process), WriterPassword.User, WriterPassword.ReadOrCreate(_folder));

        var (_, code, message) = await writer.FailAsync("SELECT groupArray(number) FROM numbers(10000000000)");

        Assert.True(code == 241, message);
        Assert.Equal("1", await writer.QueryAsync("SELECT 1"));
        process.CloseInput();
        await process.EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in _owned)
            await owned.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<(EngineSupervisor Supervisor, Uri Endpoint)> StartAsync(EngineSupervisorOptions options)
    {
        var supervisor = new EngineSupervisor(options, NullLogger<EngineSupervisor>.Instance, TimeProvider.System);
        _owned.Add(supervisor);
        return (supervisor, await supervisor.StartAsync(TestContext.Current.CancellationToken));
    }

    private ChildProcess Start(params string[] arguments) =>
        Run([.. IngestCommand.Program, "clickhouse", "--path", _folder, "--port", "0", .. arguments]);

    private ChildProcess Run(params string[] command)
    {
        var process = ChildProcess.Start(command);
        _owned.Add(process);
        return process;
    }

    private static async Task<Uri> ListeningAsync(ChildProcess process)
    {
        var line = await process.LineAsync(EmbeddedServer.ListeningPrefix);
        return new Uri(line[EmbeddedServer.ListeningPrefix.Length..]);
    }

    private static async Task<bool> TryInsertAsync(EngineClient writer, long value)
    {
        try
        {
            using var reply = await writer.InsertAsync("INSERT INTO kept.rows FORMAT TSV", System.Text.Encoding.ASCII.GetBytes($"{value}\n"));
            return reply.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<bool> PingsAsync(Uri endpoint)
    {
        using var http = new HttpClient();
        try
        {
            return await http.GetStringAsync(new Uri(endpoint, "/ping")) == "Ok.\n";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
