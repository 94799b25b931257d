using System.CommandLine;
using Ingest.ClickHouse.Embedded;

namespace Ingest.Commands;

/// <summary>The command <c>clickhouse</c>: the embedded engine behind ClickHouse's HTTP interface, until it is stopped.</summary>
internal static class ClickHouseCommand
{
    private const string Help = """
        Run the embedded ClickHouse engine and serve ClickHouse's HTTP interface on loopback.

        Two users: 'default' needs no password and reads, within limits; 'ingest' writes, with the password in PATH/password.

        Examples:
          ingest clickhouse --path ./data/clickhouse
          curl 'http://127.0.0.1:8123/?query=SELECT+version()'
          curl 'http://127.0.0.1:8123/' -H 'X-ClickHouse-User: ingest' -H "X-ClickHouse-Key: $(cat data/clickhouse/password)" -d 'CREATE DATABASE demo'
          ingest clickhouse --path ./data/clickhouse --port 0 --memory 4000000000 --readable /srv/exports
        """;

    public static Command Create()
    {
        var path = new Option<string>("--path") { Description = "The data folder; made when absent.", Required = true };
        var port = new Option<int>("--port") { Description = "The TCP port; 0 lets the system choose.", DefaultValueFactory = _ => 8123 };
        var memory = new Option<long>("--memory") { Description = "The most bytes of memory for the engine; 0 means half of the machine's." };
        var connections = new Option<int>("--connections") { Description = "Statements that run at once.", DefaultValueFactory = _ => 8 };
        var insertBytes = new Option<long>("--insert-bytes") { Description = "The most bytes in the rows of one insert.", DefaultValueFactory = _ => 256L << 20 };
        var readable = new Option<string[]>("--readable") { Description = "A folder that file() may read, for the user 'ingest'; may be repeated." };
        var outbound = new Option<int[]>("--outbound-port") { Description = "A TCP port that url() and s3() may connect to, for the user 'ingest'; may be repeated." };
        var seconds = new Option<int>("--analyst-seconds") { Description = "The longest query of the user 'default', in seconds.", DefaultValueFactory = _ => 60 };
        var analystMemory = new Option<long>("--analyst-memory") { Description = "The most bytes of memory for one of their queries; 0 means a quarter of the engine's." };
        var rows = new Option<long>("--analyst-rows") { Description = "The most rows in one of their results.", DefaultValueFactory = _ => 10_000_000 };
        var tables = new Option<string[]>("--analyst-tables") { Description = "A table or view that the user 'default' may name, * for any characters; may be repeated. All when left out.", DefaultValueFactory = _ => ["*"] };
        var exits = new Option<bool>("--exit-with-input") { Description = "End when standard input ends.", Hidden = true };
        var command = new Command("clickhouse", Help) { path, port, memory, connections, insertBytes, readable, outbound, seconds, analystMemory, rows, tables, exits };
        command.SetAction((parsed, cancellation) => RunAsync(
            new EmbeddedServerOptions
            {
                Path = parsed.GetRequiredValue(path),
                Port = parsed.GetValue(port),
                MemoryBytesMax = parsed.GetValue(memory),
                ConnectionsMax = parsed.GetValue(connections),
                InsertBytesMax = parsed.GetValue(insertBytes),
                ReadableFolders = parsed.GetValue(readable) ?? [],
                OutboundPorts = parsed.GetValue(outbound) ?? [],
                Analyst = new AnalystLimits
                {
                    Duration = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                    MemoryBytesMax = parsed.GetValue(analystMemory),
                    ResultRowsMax = parsed.GetValue(rows),
                    Tables = parsed.GetValue(tables)!,
                },
                ExitsWithInput = parsed.GetValue(exits),
            },
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(EmbeddedServerOptions options, CancellationToken cancellation)
    {
        // System.CommandLine ends the process on a signal at once, engine open, while an action has not returned its task yet.
        await Task.Yield();
        try
        {
            await EmbeddedServer.RunAsync(options, Console.Out, cancellation);
            return 0;
        }
        catch (EngineUnavailableException unavailable)
        {
            await Console.Error.WriteLineAsync(unavailable.Message);
            return unavailable.IsPermanent ? EmbeddedServer.ExitMissing : EmbeddedServer.ExitUnavailable;
        }
    }
}
