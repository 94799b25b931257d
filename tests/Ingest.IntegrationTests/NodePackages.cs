using System.Diagnostics;

namespace Ingest.IntegrationTests;

/// <summary>The JavaScript tests of tests/node: installed once, by the lock file, and run with Node.</summary>
public static class NodePackages
{
    private const string Stamp = "node_modules/.installed";

    private static readonly SemaphoreSlim Gate = new(1);

    public static string Folder { get; } = Find();

    /// <summary>Runs a test file and fails with its output unless it exits with 0.</summary>
    public static async Task RunAsync(string file, IReadOnlyDictionary<string, string> environment)
    {
        await InstallAsync();
        var (code, output) = await StartAsync("node", ["--test", file], environment);
        Assert.True(code == 0, output);
    }

    private static async Task InstallAsync()
    {
        await Gate.WaitAsync();
        try
        {
            var stamp = new FileInfo(Path.Combine(Folder, Stamp));
            if (stamp.Exists && stamp.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json")))
                return;
            var (code, output) = await StartAsync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], new Dictionary<string, string>());
            Assert.True(code == 0, $"npm ci in {Folder} failed: {output}");
            await File.WriteAllTextAsync(stamp.FullName, "");
        }
        finally
        {
            Gate.Release();
        }
    }

    private static async Task<(int Code, string Output)> StartAsync(string program, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "node");
            if (File.Exists(Path.Combine(candidate, "package.json")))
                return candidate;
        }

        throw new DirectoryNotFoundException("tests/node is not above the folder of the tests");
    }
}
