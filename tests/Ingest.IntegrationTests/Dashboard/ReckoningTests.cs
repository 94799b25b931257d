using Ingest.IntegrationTests.Processes;

namespace Ingest.IntegrationTests.Dashboard;

/// <summary>The page's own reckoning, which needs no browser: ranges, intervals, figures and addresses.</summary>
public sealed class ReckoningTests
{
    [Fact]
    public async Task The_tests_of_the_scripts_pass_in_node()
    {
        var (exitCode, output, errors) = await ChildProcess.RunAsync(["node", "--test", Path.Combine(Repository.Root, "tests", "node", "dashboard.test.mjs")]);
        Assert.True(exitCode == 0, output + errors);
    }
}
