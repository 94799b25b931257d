using System.Diagnostics;
using Ingest.ClickHouse.Embedded;
using Ingest.ClickHouse.Embedded.Supervision;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.IntegrationTests.ClickHouse.Embedded;

/// <summary>The life of the engine's process: start, death, restart, end.</summary>
public sealed class ProcessTests : IAsyncDisposable
{
    private const int Interrupt = 2;
    private const int Kill = 9;
    private const int Terminate = 15;

    private readonly string _folder = Directory.CreateTempSubdirectory("ingest-process-").FullName;
    private readonly List<IAsyncDisposable> _owned = [];
    private readonly List<Process> _processes = [];

    [Fact]
    public async Task Killed_under_inserts_it_comes_back_on_its_port_with_every_acknowledged_row()
    {
        var (supervisor, endpoint) = await StartAsync(new EngineSupervisorOptions { Path = _folder, Port = 0, Command = EmbeddedEngine.Command });
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
                    killed = Task.Run(() => Signal(supervisor.ProcessId, Kill));
                acknowledged += await TryInsertAsync(writer, next++) ? 1 : 0;
            }

            await killed;
            await Eventually.HoldsAsync("it answers again", async () => supervisor.Status.State == EngineState.Running && supervisor.Status.Restarts > round && await PingsAsync(endpoint));
        }

        var stored = long.Parse(await writer.QueryAsync("SELECT uniqExact(a) FROM kept.rows"));
        Assert.InRange(stored, acknowledged, next);
        Assert.Equal(endpoint, supervisor.Status.Endpoint);
        Assert.InRange(supervisor.Status.Restarts, 3, 10);
        Assert.Contains("exit code 137", supervisor.Status.LastError);
    }

    [Fact]
    public async Task It_ends_cleanly_with_statements_running_when_its_input_ends()
    {
        var process = Start("--exit-with-input");
        var endpoint = await ListeningAsync(process);
        using var writer = new EngineClient(endpoint, WriterPassword.User, WriterPassword.ReadOrCreate(_folder));
        var query = writer.SendAsync("SELECT count() FROM numbers(1000000000000) WHERE cityHash64(number) = 1");
        await Eventually.HoldsAsync("the query runs", async () => await writer.QueryAsync("SELECT countIf(query LIKE '%cityHash64%') FROM system.processes") == "2");

        process.StandardInput.Close();
        await process.WaitForExitAsync();

        Assert.Equal(0, process.ExitCode);
        await Assert.ThrowsAnyAsync<Exception>(() => query);
    }

    [Fact]
    public async Task It_ends_cleanly_on_a_termination_signal()
    {
        var process = Start();
        await ListeningAsync(process);

        Signal(process.Id, Terminate);
        await process.WaitForExitAsync();

        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task A_signal_to_parent_and_child_alike_leaves_the_child_to_its_parent()
    {
        var process = Start("--exit-with-input");
        using var writer = new EngineClient(await ListeningAsync(process), WriterPassword.User, WriterPassword.ReadOrCreate(_folder));

        Signal(process.Id, Terminate);
        Signal(process.Id, Interrupt);
        for (var i = 0; i < 300; i++)
            Assert.Equal("1", await writer.QueryAsync("SELECT 1"));
        process.StandardInput.Close();
        await process.WaitForExitAsync();

        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task It_ends_when_the_process_that_holds_its_input_is_killed()
    {
        var pipe = Path.Combine(_folder, "pipe");
        using (var made = Process.Start("mkfifo", [pipe]))
            await made.WaitForExitAsync();
        using var parent = Process.Start("sh", ["-c", $"exec sleep 600 > {pipe}"]);
        var process = Run("sh", "-c", $"exec dotnet {EmbeddedEngine.Command[1]} clickhouse --path {_folder}/data --port 0 --exit-with-input < {pipe}");
        await ListeningAsync(process);

        Signal(parent.Id, Kill);
        await process.WaitForExitAsync();

        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task A_second_engine_on_a_held_folder_says_so_and_waits_for_it()
    {
        var holder = Start("--exit-with-input");
        await ListeningAsync(holder);
        var second = Start();
        await second.WaitForExitAsync();
        Assert.Equal(EmbeddedServer.ExitUnavailable, second.ExitCode);
        Assert.Contains("another process may hold it", await second.StandardError.ReadToEndAsync());

        var starting = StartAsync(new EngineSupervisorOptions { Path = _folder, Port = 0, Command = EmbeddedEngine.Command });
        holder.StandardInput.Close();
        var (supervisor, _) = await starting;

        Assert.Equal(EngineState.Running, supervisor.Status.State);
    }

    [Fact]
    public async Task A_missing_library_is_named_with_its_remedy()
    {
        var process = Run("sh", "-c", $"INGEST_LIBCHDB=/absent.so exec dotnet {EmbeddedEngine.Command[1]} clickhouse --path {_folder} --port 0");
        await process.WaitForExitAsync();

        Assert.Equal(EmbeddedServer.ExitMissing, process.ExitCode);
        Assert.Contains("INGEST_LIBCHDB names /absent.so", await process.StandardError.ReadToEndAsync());
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
        process.StandardInput.Close();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in _owned)
            await owned.DisposeAsync();
        foreach (var process in _processes)
        {
            if (!process.HasExited)
                process.Kill();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task<(EngineSupervisor Supervisor, Uri Endpoint)> StartAsync(EngineSupervisorOptions options)
    {
        var supervisor = new EngineSupervisor(options, NullLogger<EngineSupervisor>.Instance, TimeProvider.System);
        _owned.Add(supervisor);
        return (supervisor, await supervisor.StartAsync(TestContext.Current.CancellationToken));
    }

    private Process Start(params string[] arguments) =>
        Run("dotnet", [EmbeddedEngine.Command[1], "clickhouse", "--path", _folder, "--port", "0", .. arguments]);

    private Process Run(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _processes.Add(process);
        return process;
    }

    private static async Task<Uri> ListeningAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(EmbeddedServer.ListeningPrefix, StringComparison.Ordinal))
                return new Uri(line[EmbeddedServer.ListeningPrefix.Length..]);
        }

        throw new InvalidOperationException($"it ended: {await process.StandardError.ReadToEndAsync()}");
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

    private static void Signal(int process, int signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.ToString()]);
        kill.WaitForExit();
    }
}
