using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Ingest.Benchmarks;
using Ingest.Benchmarks.Gate;
using Perfolizer.Horology;

if (args is ["check", ..])
{
    return AllocationCheck.Run(Baseline.OfRepository(), renew: args.Contains("--write"));
}

var config = ManualConfig.Create(DefaultConfig.Instance).AddDiagnoser(new MemoryDiagnoser(new MemoryDiagnoserConfig(displayGenColumns: false))).AddExporter(JsonExporter.Full);

// In this process: a rung needs the server's own assemblies and settings, not a project that is generated and built for it. A job of the command
// line comes beside one of the configuration.
List<string> asked = [.. args];
if (args.Intersect(["-j", "--job"], StringComparer.Ordinal).Any())
{
    asked.Add("--inProcess");
}
else
{
    config.AddJob(Job.Default.WithId("ladder").WithToolchain(InProcessEmitToolchain.Instance)
        .WithWarmupCount(2).WithIterationCount(7).WithIterationTime(TimeInterval.FromMilliseconds(250)));
}

if (!args.Contains("--filter"))
{
    asked.AddRange(["--filter", "*"]);
}

var summaries = BenchmarkSwitcher.FromAssembly(typeof(Rung).Assembly).Run([.. asked], config);
Console.WriteLine(LadderTable.Render(summaries));
return 0;
