using Ingest.IntegrationTests.Processes;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Benchmarks;

/// <summary>Bytes are a contract: no rung of the ladder may allocate more than bench/Ingest.Benchmarks/baselines/allocations.json says.</summary>
[Collection(AloneCollection.Name)]
public sealed class AllocationTests
{
    // In a process of its own: bytes of other threads are counted where a rung works on several.
    private static readonly string[] Check = ["dotnet", Path.Combine(AppContext.BaseDirectory, "Ingest.Benchmarks.dll"), "check"];

    [Fact]
    public async Task No_rung_of_the_ladder_allocates_more_than_its_baseline()
    {
        var (exitCode, output, errors) = await ChildProcess.RunAsync(Check, workingFolder: Repository.Root);
        Assert.True(exitCode == 0, output + errors);
    }
}
