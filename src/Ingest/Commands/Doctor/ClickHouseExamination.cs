using System.Globalization;
using Ingest.ClickHouse.Embedded;
using Ingest.Settings;
using Ingest.Sinks.ClickHouse;
using Ingest.Sinks.ClickHouse.Client;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Commands.Doctor;

/// <summary>Every ClickHouse that events go to: reachable, its user good, its schema current, its clock right. Nothing is changed there.</summary>
internal static class ClickHouseExamination
{
    private const int UnknownUser = 192;
    private const int WrongPassword = 193;
    private const int PasswordRequired = 194;
    private const int NotAuthenticated = 516;

    // Two clocks that time servers keep differ by milliseconds; the answer's own way is counted as half.
    private static readonly TimeSpan ClockDifferenceMax = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Looks at the configured one, or the embedded engine, and at each of <c>sinks.json</c>.</summary>
    public static async Task<IReadOnlyList<Finding>> LookAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        var sinks = DataFolder.SinksFile(deployment.DataPath) is var path && File.Exists(path) ? SinkFile.Parse(path, File.ReadAllBytes(path)) : SinkFile.Empty;
        List<Finding> findings = [];
        if (sinks.Removed.Contains(SinkFile.Configured) || !deployment.Settings.ClickHouse.Enabled)
        {
            findings.Add(Finding.Ok(SinkFile.Configured, sinks.Sinks.Count > 0 ? "not used" : "not used: events wait in the log"));
        }
        else if (deployment.IsEmbedded)
        {
            findings.AddRange(await EngineAsync(deployment, cancellationToken));
        }
        else
        {
            findings.AddRange(await ServerAsync(SinkFile.Configured, deployment.Settings.ClickHouse, isEmbedded: false, deployment.Time, cancellationToken));
        }

        foreach (var sink in sinks.Sinks)
        {
            findings.AddRange(await ServerAsync($"sink {sink.Name}", sink.ToOptions(), isEmbedded: false, deployment.Time, cancellationToken));
        }

        return findings;
    }

    private static async Task<IEnumerable<Finding>> EngineAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        if (!EmbeddedServer.IsAvailable(out var fault))
        {
            return [Finding.Fault("engine", "the embedded engine's library is not there", $"{fault} Events are taken and wait in the log meanwhile.")];
        }

        var password = Path.Combine(deployment.DataPath, "clickhouse");
        if (deployment.Server?.Run.ClickHouse is not { } address || !Directory.Exists(password))
        {
            return [Finding.Ok("engine", deployment.Server is null ? "embedded; its library is there, and a start applies the schema" : "embedded; the server is still starting it")];
        }

        var options = new ClickHouseOptions
        {
            Endpoint = new Uri(new Uri(address).GetLeftPart(UriPartial.Authority)),
            User = WriterPassword.User,
            Password = WriterPassword.ReadOrCreate(password),
            Database = deployment.Settings.ClickHouse.Database,
        };
        return await ServerAsync("engine", options, isEmbedded: true, deployment.Time, cancellationToken);
    }

    private static async Task<IEnumerable<Finding>> ServerAsync(string name, ClickHouseOptions options, bool isEmbedded, TimeProvider time, CancellationToken cancellationToken)
    {
        options.RequestTimeout = Patience;
        using var client = new ClickHouseClient(options, time);
        List<Finding> findings = [];
        try
        {
            findings.AddRange(await GreetAsync(name, client, options, time, cancellationToken));
            findings.Add(await SchemaAsync(name, client, options, isEmbedded, cancellationToken));
            if (!isEmbedded)
            {
                findings.Add(await FlushAsync(name, client, cancellationToken));
            }
        }
        catch (SchemaException fault)
        {
            findings.Add(Finding.Fault($"{name} schema", "not this program's", fault.Message));
        }
        catch (ClickHouseException fault)
        {
            findings.Add(fault.Code is UnknownUser or WrongPassword or PasswordRequired or NotAuthenticated
                ? Finding.Fault(name, $"{options.Endpoint} refuses the user '{options.User}'", "Set ClickHouse:User and ClickHouse:Password (of a further sink: 'ingest sink add' it again with --user and --password), and GRANT it CREATE, ALTER, DROP, INSERT and SELECT on the database.")
                : Finding.Fault(name, $"{options.Endpoint}: {fault.Message}", $"Give the user '{options.User}' what the message says, or mend the server."));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or TimeoutException)
        {
            findings.Add(Finding.Fault(name, $"{options.Endpoint} cannot be reached: {fault.Message}", isEmbedded
                ? "See the server's log: it restarts the engine. Events wait in the log of the data folder."
                : "Check address, port (8123 is HTTP, 9000 is not), name and firewall. Events wait in the log of the data folder, and are delivered when it is back."));
        }

        return findings;
    }

    private static async Task<IEnumerable<Finding>> GreetAsync(string name, ClickHouseClient client, ClickHouseOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        // The first opens the connection, the second is measured.
        var version = (await client.QueryTextAsync("SELECT version()", cancellationToken)).Trim();
        var (sentAt, stamp) = (time.GetUtcNow(), time.GetTimestamp());
        var told = await client.QueryTextAsync("SELECT toUnixTimestamp64Milli(now64(3))", cancellationToken);
        var took = time.GetElapsedTime(stamp);
        var difference = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(told, CultureInfo.InvariantCulture)) - (sentAt + (took / 2));
        var measured = string.Create(CultureInfo.InvariantCulture, $"{difference.TotalSeconds:+0.00;-0.00} s against this machine, give or take {took.TotalSeconds / 2:0.00} s");
        return
        [
            Finding.Ok(name, string.Create(CultureInfo.InvariantCulture, $"{options.Endpoint}, version {version}, user '{options.User}', answers in {took.TotalMilliseconds:0} ms")),
            (difference - (took / 2)).Duration() > ClockDifferenceMax && difference.Duration() > ClockDifferenceMax
                ? Finding.Warning($"{name} clock", measured, "Turn a time server on at both machines: ages and time limits of queries with now() are wrong by this.")
                : Finding.Ok($"{name} clock", measured),
        ];
    }

    private static async Task<Finding> SchemaAsync(string name, ClickHouseClient client, ClickHouseOptions options, bool isEmbedded, CancellationToken cancellationToken)
    {
        var state = await new SchemaApplier(client, options).InspectAsync(cancellationToken);
        var check = $"{name} schema";
        var remedy = isEmbedded ? "Restart the server: a start applies it." : $"Run 'ingest schema apply --endpoint {options.Endpoint}', or restart the server, which does it.";
        return state switch
        {
            { MissingFiles.Count: > 0 } => Finding.Fault(check, $"version {state.Version} of database {options.Database}; not applied: {string.Join(", ", state.MissingFiles)}", remedy),
            { MissingObjects.Count: > 0 } => Finding.Fault(check, $"database {options.Database} lacks {string.Join(", ", state.MissingObjects)}, which somebody has dropped", remedy),
            { IsNewer: true } => Finding.Warning(check, $"version {state.Version} of database {options.Database}, which is newer than this program", "Use the newer release of ingest: a former one does not fill what the newer has added."),
            _ => Finding.Ok(check, $"version {state.Version} of database {options.Database}, complete"),
        };
    }

    private static async Task<Finding> FlushAsync(string name, ClickHouseClient client, CancellationToken cancellationToken)
    {
        const string Names = "'fsync_after_insert', 'fsync_part_directory', 'min_rows_to_fsync_after_merge'";
        var text = await client.QueryTextAsync($"SELECT name FROM system.merge_tree_settings WHERE name IN ({Names}) AND value = '0' FORMAT TSV", cancellationToken);
        var off = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return off.Length == 0
            ? Finding.Ok($"{name} flushes", "each insert is on its disk before it is confirmed")
            : Finding.Warning($"{name} flushes", $"off: {string.Join(", ", off)}", "Unless the tables are replicated, set these to 1 in <merge_tree> of the server's configuration: else a power cut there may lose what was delivered in the last seconds.");
    }
}
