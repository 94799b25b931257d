using System.CommandLine;
using Ingest.Commands.Import;

namespace Ingest.Commands;

/// <summary><c>ingest import FILE|-</c>: sends events of the past, each once however often it is run.</summary>
internal static class ImportCommand
{
    private const int ConnectionsMax = 64;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "File of one JSON object per line, plain or gzip; - for standard input" };
        var site = new Option<Guid?>("--site") { Description = "Website of lines that name none", HelpName = "UUID" };
        var url = EndpointOption.Create("Address of the server (default: that of the server running on the data folder)", "--url", "http://127.0.0.1:8080");
        var connections = new Option<int>("--connections") { Description = $"Batches under way at once, 1 to {ConnectionsMax}", DefaultValueFactory = _ => 4 };
        var wait = new Option<int>("--wait") { Description = "Seconds to wait for a server that is away or overloaded before giving up", DefaultValueFactory = _ => 600 };
        var rejects = new Option<string?>("--rejects") { Description = "File to write refused lines to, as they are", HelpName = "FILE" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Check the lines, and send nothing" };
        var key = new Option<string?>("--key")
        {
            Description = "API key to send with, for sites that take timestamps or events of keys alone (default: the variable INGEST_KEY)",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("INGEST_KEY"),
        };
        var data = DataOption.Create();
        var command = new Command("import", """
            Send events of the past to a running server. Each line is a message as /api/send takes it, or its payload alone;
            payload.timestamp, in Unix seconds, is required. Lines are sent with their own payload.eventId, or with one made of
            the line and its number, so that running the same import again, after a crash too, changes nothing.

            Examples:
              ingest import events.ndjson.gz --site 0198c0de-0000-7000-8000-000000000001
              zcat 2024-*.gz | ingest import - --url http://127.0.0.1:8080
              ingest import events.ndjson --dry-run
            """)
        {
            file, site, url, connections, wait, rejects, dryRun, key, data,
        };
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(() => ImportRun.RunAsync(
            new ImportOptions(
                parsed.GetValue(file)!,
                parsed.GetValue(site),
                parsed.GetValue(url),
                parsed.GetValue(data)!,
                parsed.GetValue(connections) is >= 1 and <= ConnectionsMax and var count ? count : throw new CommandException($"--connections has to be between 1 and {ConnectionsMax}"),
                TimeSpan.FromSeconds(Math.Max(0, parsed.GetValue(wait))),
                parsed.GetValue(rejects),
                parsed.GetValue(dryRun),
                parsed.GetValue(key)),
            TimeProvider.System,
            cancellation)));
        return command;
    }
}
