using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using Ingest.Benchmarks;
using Ingest.Benchmarks.Gate;
using Perfolizer.Horology;

if (args is ["check", ..])
{
    return AllocationCheck.Run(Baseline.OfRepository(), renew: args.Contains("--write"));
}

var config = ManualConfig.Create(DefaultConfig.Instance).AddDiagnoser(new MemoryDiagnoser(new MemoryDiagnoserConfig(displayGenColumns: false))).AddExporter(JsonExporter.Full);
if (!args.Intersect(["-j", "--job"], StringComparer.Ordinal).Any())
{
    config.AddJob(Job.Default.WithId("ladder").WithWarmupCount(3).WithIterationCount(7).WithIterationTime(TimeInterval.FromMilliseconds(250)));
}

// In this process: a rung needs the server's own assemblies and settings, not a project that is generated and built for it.
string[] asked = [.. args, "--inProcess", .. args.Contains("--filter") ? (string[])[] : ["--filter", "*"]];
var summaries = BenchmarkSwitcher.FromAssembly(typeof(Rung).Assembly).Run(asked, config);
Console.WriteLine(LadderTable.Render(summaries));
return 0;
