using System.CommandLine;
using Ingest.Load.Commands;
using Ingest.Load.Compare;
using Ingest.Load.Metrics;

var root = LoadCommand.Create();
root.Add(CompareCommand.Create());
root.Add(MetricsCommand.Create());

// Ctrl+C and SIGTERM end a run in order: a comparison stops its servers and removes their folders, of some gigabytes.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) };
return await root.Parse(args).InvokeAsync(configuration);
