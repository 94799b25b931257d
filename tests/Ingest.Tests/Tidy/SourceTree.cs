using System.Diagnostics;

namespace Ingest.Tests.Tidy;

/// <summary>The repository's own files, as git lists them: what the Tidy tests read.</summary>
internal static class SourceTree
{
    public static IReadOnlyList<string> Files { get; } = List();

    public static IEnumerable<(string Path, string[] Lines)> Code(params string[] folders) =>
        Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal) && !f.EndsWith(".g.cs", StringComparison.Ordinal))
            .Where(f => folders.Any(folder => f.StartsWith(folder + "/", StringComparison.Ordinal)))
            .Select(f => (f, File.ReadAllLines(Path.Combine(Repository.Root, f))));

    public static IEnumerable<string> Documents() => Files.Where(f => f.EndsWith(".md", StringComparison.Ordinal));

    private static List<string> List()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var git = Process.Start(start)!;
        var files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return [.. files.Where(f => File.Exists(Path.Combine(Repository.Root, f)))];
    }
}
