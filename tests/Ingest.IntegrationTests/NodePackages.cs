using Ingest.IntegrationTests.Processes;

namespace Ingest.IntegrationTests;

/// <summary>The JavaScript tests of tests/node: installed once, by the lock file, and run with Node.</summary>
internal static class NodePackages
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "node");
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(5);
    private static readonly SemaphoreSlim Gate = new(1);

    /// <summary>Runs a test file and fails with its output unless it exits with 0.</summary>
    public static async Task RunAsync(string file, IReadOnlyDictionary<string, string> environment, TimeSpan? limit = null)
    {
        await InstallAsync();
        var (exitCode, output, errors) = await ChildProcess.RunAsync(["node", "--test", file], environment, Folder, limit);
        Assert.True(exitCode == 0, output + errors);
    }

    /// <summary>The text of a file of a package.</summary>
    public static async Task<string> ReadAsync(params string[] path)
    {
        await InstallAsync();
        return await File.ReadAllTextAsync(Path.Combine([Folder, "node_modules", .. path]));
    }

    private static async Task InstallAsync()
    {
        await Gate.WaitAsync();
        try
        {
            var stamp = new FileInfo(Path.Combine(Folder, "node_modules", ".installed"));
            if (stamp.Exists && stamp.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json")))
            {
                return;
            }

            var (exitCode, output, errors) = await ChildProcess.RunAsync(
                ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], workingFolder: Folder, limit: InstallLimit);
            Assert.True(exitCode == 0, $"npm ci in {Folder} failed: {output}{errors}");
            await File.WriteAllTextAsync(stamp.FullName, "");
        }
        finally
        {
            Gate.Release();
        }
    }
}
