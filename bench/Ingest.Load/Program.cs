using Ingest.Load.Commands;
using Ingest.Load.Compare;

var root = LoadCommand.Create();
root.Add(CompareCommand.Create());
return await root.Parse(args).InvokeAsync();
