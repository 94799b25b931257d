using System.Runtime.InteropServices;

namespace Ingest.ClickHouse.Embedded.Native;

/// <summary>Finds libchdb: <c>INGEST_LIBCHDB</c>, then npm's folder in this repository, then beside the binary.</summary>
internal static class EngineLibraryPath
{
    public const string Variable = "INGEST_LIBCHDB";

    private static string FileName => OperatingSystem.IsMacOS() ? "libchdb.dylib" : "libchdb.so";

    private static string PackageFolder
    {
        get
        {
            var cpu = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
            return OperatingSystem.IsMacOS() ? $"lib-darwin-{cpu}" : $"lib-linux-{cpu}-gnu";
        }
    }

    /// <returns>The absolute path, or null with <paramref name="fault"/> naming the setting and the remedy.</returns>
    public static string? Find(out string fault)
    {
        fault = "";
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            if (File.Exists(named))
                return Path.GetFullPath(named);
            fault = $"{Variable} names {named}, which does not exist. Point it at {FileName} or unset it.";
            return null;
        }

        var found = Candidates().FirstOrDefault(File.Exists);
        if (found is null)
        {
            fault = $"The ClickHouse engine ({FileName}) was not found. Run 'npm ci' in native/, or set {Variable} to its path; "
                + "without it, set ClickHouse:Endpoint to a ClickHouse server.";
        }

        return found;
    }

    private static IEnumerable<string> Candidates()
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
                yield return Path.Combine(folder.FullName, "native", "node_modules", "@chdb", PackageFolder, FileName);
        }

        yield return Path.Combine(AppContext.BaseDirectory, FileName);
    }
}
