using System.CommandLine;
using Ingest.Settings;
using Ingest.Sinks.ClickHouse;
using Ingest.Sinks.ClickHouse.Client;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Commands;

/// <summary><c>ingest schema print|apply</c>: the ClickHouse schema, for people and for servers whose schema is managed by hand.</summary>
internal static class SchemaCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new("schema", "Print the ClickHouse schema, or apply it to the configured server.") { CreatePrint(), CreateApply() };

    private static Command CreatePrint()
    {
        var cluster = new Option<string?>("--cluster") { Description = "Render for a cluster: ON CLUSTER, Replicated and Distributed engines", HelpName = "NAME" };
        var command = new Command("print", """
            Print the SQL that 'apply' would run on an empty server.

            Examples:
              ingest schema print
              ingest schema print --cluster main > ingest.sql
            """)
        {
            cluster,
        };
        command.SetAction(parsed => CommandFailure.GuardAsync(() =>
        {
            var options = IngestSettings.ReadClickHouse(IngestSettings.Configure(new Dictionary<string, string?>()));
            options.Cluster = parsed.GetValue(cluster) ?? options.Cluster;
            Console.Out.Write(SchemaApplier.Print(options));
            return Task.FromResult(0);
        }));
        return command;
    }

    private static Command CreateApply()
    {
        var endpoint = EndpointOption.Create("ClickHouse's HTTP address (default: ClickHouse:Endpoint)");
        var command = new Command("apply", """
            Bring a ClickHouse server to the newest schema; what is applied already is left alone.

            Examples:
              ingest schema apply --endpoint http://clickhouse:8123
              INGEST__ClickHouse__User=admin INGEST__ClickHouse__Password=… ingest schema apply --endpoint http://clickhouse:8123
            """)
        {
            endpoint,
        };
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(async () =>
        {
            var options = IngestSettings.ReadClickHouse(IngestSettings.Configure(new Dictionary<string, string?>()));
            options.Endpoint = parsed.GetValue(endpoint) ?? options.Endpoint
                ?? throw new CommandException("No server is named: give --endpoint, or set ClickHouse:Endpoint. The embedded engine's schema is applied by 'serve'.");
            using var client = new ClickHouseClient(options, TimeProvider.System);
            var report = await new SchemaApplier(client, options).ApplyAsync(cancellation);
            Console.WriteLine(report.Applied.Count == 0 ? $"Nothing to do: {options.Endpoint} has version {report.Version}." : $"Applied to {options.Endpoint}: {string.Join(", ", report.Applied)}.");
            return 0;
        }));
        return command;
    }
}
