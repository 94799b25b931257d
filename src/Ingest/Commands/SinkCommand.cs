using System.CommandLine;
using System.Text.Json;
using Ingest.Core.Batching;
using Ingest.Core.Files;
using Ingest.Settings;
using Spectre.Console;

namespace Ingest.Commands;

/// <summary><c>ingest sink list|add|remove|flush</c>: where events go, changed beside a running server or without one.</summary>
internal static class SinkCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new("sink", "Add, remove, list and flush the sinks; a running server follows within a second.")
    {
        CreateList(), CreateAdd(), CreateRemove(), SinkFlushCommand.Create(),
    };

    private static Command CreateAdd()
    {
        var name = new Argument<string>("name") { Description = "Name of the sink, of a-z, 0-9 and hyphens; 'clickhouse' or 'iceberg' brings back the one of the settings" };
        var endpoint = EndpointOption.Create("ClickHouse's HTTP address");
        var user = new Option<string>("--user") { Description = "User that may create tables and insert", DefaultValueFactory = _ => "default" };
        var password = new Option<string>("--password")
        {
            Description = "The user's password (default: the variable INGEST_SINK_PASSWORD)",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("INGEST_SINK_PASSWORD") ?? "",
        };
        var database = new Option<string>("--database") { Description = "Database that holds the tables", DefaultValueFactory = _ => "ingest" };
        var cluster = new Option<string?>("--cluster") { Description = "Cluster, for Replicated and Distributed tables", HelpName = "NAME" };
        var skips = new Option<bool>("--skip-backlog") { Description = "Begin with the events to come; otherwise with the oldest that the log still holds" };
        var data = DataOption.Create();
        var command = new Command("add", """
            Add a ClickHouse server that every event goes to as well, with a place of its own in the log.

            Examples:
              ingest sink add warehouse --endpoint http://clickhouse:8123 --user ingest --password …
              ingest sink add archive --endpoint https://archive:8443 --database events --skip-backlog
              ingest sink add clickhouse
            """)
        {
            name, endpoint, user, password, database, cluster, skips, data,
        };
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(() =>
        {
            var sink = parsed.GetValue(name)!;
            return ChangeAsync(
                parsed.GetValue(data)!,
                file => SinkFile.OfSettings.Contains(sink) ? file.WithConfigured(sink) : file.With(new SinkEntry(
                    sink,
                    parsed.GetValue(endpoint) ?? throw new CommandException("Say where the sink is: --endpoint http://host:8123"),
                    parsed.GetValue(database)!,
                    parsed.GetValue(user)!,
                    parsed.GetValue(password)!,
                    parsed.GetValue(cluster),
                    parsed.GetValue(skips))),
                $"Sink {sink} is added.",
                cancellation);
        }));
        return command;
    }

    private static Command CreateRemove()
    {
        var name = new Argument<string>("name") { Description = "Name of the sink" };
        var yes = new Option<bool>("--yes") { Description = "Give up what it has not got yet" };
        var data = DataOption.Create();
        var command = new Command("remove", """
            Remove a sink and give up its place in the log: what it alone has not got is deleted. What it has got stays there.

            Examples:
              ingest sink remove warehouse --yes
            """)
        {
            name, yes, data,
        };
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(() =>
        {
            var sink = parsed.GetValue(name)!;
            return !SinkCursors.IsName(sink) ? throw new CommandException($"\"{sink}\" is not the name of a sink: they are of a-z, 0-9 and hyphens.")
                : parsed.GetValue(yes) ? ChangeAsync(parsed.GetValue(data)!, file => file.Without(sink), $"Sink {sink} is removed.", cancellation)
                : throw new CommandException($"Events that {sink} has not got will be given up. See 'ingest sink list' for how many, then say --yes.");
        }));
        return command;
    }

    private static Command CreateList()
    {
        var data = DataOption.Create();
        var command = new Command("list", "List the sinks, and how each is doing when the server runs.") { data };
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(async () =>
        {
            var path = parsed.GetValue(data)!;
            var file = Read(path);
            var states = await StatesAsync(path, cancellation);
            var table = new Table().RoundedBorder().AddColumns("name", "endpoint", "undelivered", "oldest", "last error");
            foreach (var name in SinkFile.OfSettings.Where(name => !file.Removed.Contains(name) && (name == SinkFile.Configured || states.ContainsKey(name))))
            {
                AddRow(table, name, "of the settings", states);
            }

            foreach (var sink in file.Sinks)
            {
                AddRow(table, sink.Name, sink.Endpoint.ToString(), states);
            }

            AnsiConsole.Write(table);
            return 0;
        }));
        return command;
    }

    private static void AddRow(Table table, string name, string endpoint, IReadOnlyDictionary<string, JsonElement> states)
    {
        string[] state = states.TryGetValue(name, out var found)
            ? [$"{found.GetProperty("undelivered_events")}", $"{found.GetProperty("oldest_undelivered_seconds").GetDouble():0.0} s", found.GetProperty("last_error").GetString() ?? ""]
            : ["not running", "", ""];
        table.AddRow([Markup.Escape(name), Markup.Escape(endpoint), .. state.Select(Markup.Escape)]);
    }

    // A server that is not ready answers 503 with the same states.
    private static async Task<Dictionary<string, JsonElement>> StatesAsync(string dataPath, CancellationToken cancellationToken)
    {
        if (RunFile.Read(dataPath) is not { } run)
        {
            return [];
        }

        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var reply = await http.GetAsync(new Uri(new Uri(run.Collect), "/health/ready"), cancellationToken);
            var ready = JsonDocument.Parse(await reply.Content.ReadAsStringAsync(cancellationToken)).RootElement;
            return ready.GetProperty("sinks").EnumerateArray().ToDictionary(sink => sink.GetProperty("name").GetString()!, sink => sink.Clone());
        }
        catch (HttpRequestException)
        {
            // A killed server leaves its address behind.
            return [];
        }
    }

    private static async Task<int> ChangeAsync(string dataPath, Func<SinkFile, SinkFile> change, string done, CancellationToken cancellationToken)
    {
        var path = DataFolder.SinksFile(dataPath);
        Directory.CreateDirectory(dataPath);
        await using (await FileLock.TakeAsync(path + ".lock", TimeProvider.System, cancellationToken))
        {
            var bytes = change(Read(dataPath)).Render();
            _ = SinkFile.Parse(path, bytes);
            AtomicFile.Write(path, bytes, DataFolder.OwnerOnly);
        }

        Console.WriteLine(done);
        return 0;
    }

    private static SinkFile Read(string dataPath)
    {
        var path = DataFolder.SinksFile(dataPath);
        return SinkFile.Parse(path, File.Exists(path) ? File.ReadAllBytes(path) : []);
    }
}
