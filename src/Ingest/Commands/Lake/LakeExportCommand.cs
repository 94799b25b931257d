using System.CommandLine;
using Ingest.Commands.Lake.Export;
using Ingest.Settings;
using Ingest.Sinks.ClickHouse;
using Ingest.Sinks.ClickHouse.Client;
using Ingest.Sinks.Iceberg;

namespace Ingest.Commands.Lake;

/// <summary><c>ingest lake export</c>: copies tables of ClickHouse into the lake, day by day, each however often it is run.</summary>
internal static class LakeExportCommand
{
    // A day is sorted before its first row comes.
    private static readonly TimeSpan QueryLimit = TimeSpan.FromHours(1);

    // What ClickHouse's times can be.
    private static readonly DateOnly Earliest = new(1900, 1, 1);
    private static readonly DateOnly Latest = new(2299, 12, 31);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var (from, to) = (FromOption(), ToOption());
        var tables = new Option<string[]>("--table")
        {
            Description = "Tables or views to export, with commas between them, * for any characters (default: every fact_*, event_* and metadata_*)",
            HelpName = "NAMES",
            AllowMultipleArgumentsPerToken = true,
        };
        var time = new Option<string?>("--time-column") { Description = "Column whose day divides the one table (default: its first time)", HelpName = "NAME" };
        var force = new Option<bool>("--force") { Description = "Write days again that are unchanged" };
        var dryRun = DryRunOption();
        var endpoint = EndpointOption.Create("ClickHouse's HTTP address (default: ClickHouse:Endpoint, or that of the server running on the data folder)");
        var json = LogCommand.JsonOption();
        var data = DataOption.Create();
        var command = new Command("export", """
            Copy tables of ClickHouse into tables of the same names in the lake: by days where a table has a time, else as a
            whole. A day that the lake has as ClickHouse has it now is passed over, another is replaced by one commit: run
            it again after new events, or after it was stopped anywhere. pa_events and pa_sessions are never touched.

            Examples:
              ingest lake export --from 2026-01-01 --to 2026-02-01
              ingest lake export --table fact_event,event_visit --from 2026-01-01 --to 2026-02-01 --dry-run
              ingest lake export --table metadata_site --endpoint http://clickhouse:8123 --data /var/lib/ingest
            """)
        {
            from, to, tables, time, force, dryRun, endpoint, json, data,
        };
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(() => RunAsync(
            new ExportOptions(
                ExportOptions.SplitNames(parsed.GetValue(tables) ?? []),
                parsed.GetValue(from),
                parsed.GetValue(to),
                parsed.GetValue(time),
                parsed.GetValue(force),
                parsed.GetValue(dryRun)),
            parsed.GetValue(endpoint),
            parsed.GetValue(data)!,
            parsed.GetValue(json),
            cancellation)));
        return command;
    }

    /// <summary>A fresh <c>--from</c>.</summary>
    public static Option<DateOnly?> FromOption(string of = "") => DayOption.Create("--from", $"{of}First day to export, UTC", Earliest, Latest);

    /// <summary>A fresh <c>--to</c>.</summary>
    public static Option<DateOnly?> ToOption(string of = "") => DayOption.Create("--to", $"{of}Day behind the last one, UTC", Earliest, Latest);

    /// <summary>A fresh <c>--dry-run</c>.</summary>
    public static Option<bool> DryRunOption(string of = "") => new("--dry-run") { Description = $"{of}Say what would be written, and write nothing" };

    /// <summary>Exports, and says what was written.</summary>
    /// <exception cref="CommandException">It cannot; the message says why.</exception>
    public static async Task<int> RunAsync(ExportOptions options, Uri? endpoint, string data, bool json, CancellationToken cancellationToken)
    {
        options.Check();
        var dataPath = Path.GetFullPath(data);
        var settings = ReadSettings(dataPath);
        var clickHouse = ClickHouseOf(settings, endpoint, dataPath);
        await using var lake = await Sinks.Iceberg.Lake.OpenAsync(settings.Iceberg, TimeProvider.System, cancellationToken);
        using var client = new ClickHouseClient(clickHouse, TimeProvider.System);
        try
        {
            var run = new ExportRun(lake, client, new SourceDescription(client, clickHouse.Database), options, TimeProvider.System);
            (await run.RunAsync(cancellationToken)).Print(json);
            return 0;
        }
        catch (Exception fault) when (fault is HttpRequestException or TimeoutException or IOException)
        {
            throw SourceStream.Away(fault);
        }
    }

    // As the server that runs there has them: its variables may say where the lake is.
    private static IngestSettings ReadSettings(string dataPath)
    {
        if (!Directory.Exists(dataPath))
        {
            throw new CommandException($"There is no data folder {dataPath}: name it with --data, or start the server once.");
        }

        var configuration = IngestSettings.Configure(new Dictionary<string, string?>(RunningServer.Find(dataPath)?.TakeOn() ?? []) { ["Server:DataPath"] = dataPath });
        var settings = IngestSettings.Read(configuration);
        return settings.UsesLake || configuration.GetSection(IcebergOptions.Section).GetChildren().Any()
            ? settings
            : throw new CommandException(
                $"No lake is configured for {dataPath}: let Sinks name iceberg, or say where the lake is with Iceberg:LocalPath or Iceberg:S3Bucket, as docs/lake.md describes.");
    }

    private static ClickHouseOptions ClickHouseOf(IngestSettings settings, Uri? endpoint, string dataPath)
    {
        settings.ClickHouse.RequestTimeout = QueryLimit;
        return WriterAccess.Complete(settings.ClickHouse, endpoint, dataPath);
    }
}
