using System.Globalization;
using Ingest.IntegrationTests.Processes;
using Npgsql;

namespace Ingest.IntegrationTests.Registry;

/// <summary>A real PostgreSQL server in processes of its own, on a socket in a folder that goes away with it.</summary>
public sealed class PostgreSqlCluster : IAsyncLifetime
{
    /// <summary>A word of the password, which must come to light nowhere.</summary>
    public const string Secret = "hunter2";

    private const string Missing = "PostgreSQL is not installed (Debian's postgresql): registries in a database cannot be tested without it";
    private const string Owner = "operator";
    private const string Password = Secret + "=;'\"x";
    private const int FastStop = ChildProcess.Interrupt;
    private const int Quit = 3;

    // PostgreSQL refuses to run as root.
    private static readonly string[] AsUser = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] : [];
    private static readonly string? Programs = Find();

    private readonly TemporaryFolder _folder = new();
    private ChildProcess? _process;
    private int _databases;

    private string Cluster => _folder.File("cluster");

    /// <summary>Skips the test where there is no PostgreSQL; where the tests must all run, fails it.</summary>
    public static void Require()
    {
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
        {
            Assert.True(Programs is not null, Missing);
        }

        Assert.SkipUnless(Programs is not null, Missing);
    }

    public async ValueTask InitializeAsync()
    {
        if (Programs is null)
        {
            return;
        }

        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", "postgres", _folder);
        }

        await File.WriteAllTextAsync(_folder.File("password"), Password);
        await RunAsync([
            .. AsUser, Path.Combine(Programs, "initdb"), "--no-sync", "-D", Cluster, "-U", Owner, "-E", "UTF8", "--locale=C",
            "-A", "scram-sha-256", $"--pwfile={_folder.File("password")}"]);
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            Signal(ChildProcess.Continue);
            await StopAsync(FastStop);
        }

        _folder.Dispose();
    }

    /// <summary>Makes an empty database.</summary>
    /// <returns>A connection string with short limits, for an outage not to last.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{++_databases}");
        await ExecuteAsync(ConnectionString("postgres"), $"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = _folder,
        Database = database,
        Username = Owner,
        Password = Password,
        Timeout = 2,
        CommandTimeout = 2,
        CancellationTimeout = 500,
    }.ConnectionString;

    public static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    public async Task StartAsync()
    {
        string[] command = [.. AsUser, Path.Combine(Programs!, "postgres"), "-D", Cluster, "-k", _folder, "-c", "listen_addresses=", "-c", "fsync=off"];
        _process = ChildProcess.Start(["sh", "-c", $"exec '{string.Join("' '", command)}' 2>&1"]);
        await _process.LineAsync("ready to accept connections");
    }

    /// <summary>Ends it and every connection, as a crash does.</summary>
    public Task CrashAsync() => StopAsync(Quit);

    /// <summary>Takes all its processes off the processors: connections stay open, and nobody answers.</summary>
    public void Pause() => Signal(ChildProcess.Pause);

    /// <summary>Lets it go on.</summary>
    public void Resume() => Signal(ChildProcess.Continue);

    private async Task StopAsync(int signal)
    {
        _process!.Signal(signal);
        await _process.EndAsync();
        await _process.DisposeAsync();
        _process = null;
    }

    // The first process last: while it stands nobody takes its children's ids.
    private void Signal(int signal)
    {
        foreach (var child in _process!.Children())
        {
            ChildProcess.Signal(child, signal);
        }

        _process.Signal(signal);
    }

    private static async Task RunAsync(params string[] command)
    {
        var (exitCode, output, errors) = await ChildProcess.RunAsync(command);
        Assert.True(exitCode == 0, output + errors);
    }

    private static string? Find() => !Directory.Exists("/usr/lib/postgresql")
        ? null
        : Directory.GetDirectories("/usr/lib/postgresql")
            .Select(version => Path.Combine(version, "bin"))
            .Where(programs => File.Exists(Path.Combine(programs, "initdb")) && File.Exists(Path.Combine(programs, "postgres")))
            .Max(StringComparer.Ordinal);
}
