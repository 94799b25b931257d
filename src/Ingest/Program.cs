using System.CommandLine;
using Ingest.Commands;

var root = new RootCommand("Analytics ingestion: events in over HTTP, committed to disk, delivered to ClickHouse in columnar batches.")
{
    ClickHouseCommand.Create(),
};

// Statements in flight at a stop may take 10 s to end; the default of 2 s would cut them.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
