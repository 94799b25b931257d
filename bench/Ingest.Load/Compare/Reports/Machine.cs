using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Ingest.Load.Compare.Bars;

namespace Ingest.Load.Compare.Reports;

/// <summary>Where the figures come from: they are worth comparing with figures of the same machine alone.</summary>
internal sealed record Machine(
    DateTimeOffset StartedAt, string Commit, int Cores, string Processor, double MemoryGigabytes, string Kernel, string Runtime, string Disk, Spread SyncMilliseconds)
{
    private const int SyncCount = 100;
    private const int SyncBytes = 4096;

    /// <summary>Looks at this machine, and at the disk of a folder.</summary>
    public static Machine Look(string folder, TimeProvider time) => new(
        time.GetUtcNow(),
        FindCommit(),
        Environment.ProcessorCount,
        FieldOf("/proc/cpuinfo", "model name"),
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9, 1),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        new DriveInfo(Path.GetFullPath(folder)).DriveFormat,
        MeasureSync(folder, time));

    // What a commit of the log waits for: a small write that is on disk when the call returns.
    private static Spread MeasureSync(string folder, TimeProvider time)
    {
        var path = Path.Combine(folder, $"ingest-compare-sync-{Environment.ProcessId}");
        try
        {
            using var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite);
            var block = new byte[SyncBytes];
            return Spread.Of([.. Enumerable.Range(0, SyncCount).Select(_ =>
            {
                var from = time.GetTimestamp();
                RandomAccess.Write(file, block, 0);
                RandomAccess.FlushToDisk(file);
                return time.GetElapsedTime(from).TotalMilliseconds;
            })]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string FindCommit()
    {
        try
        {
            var start = new ProcessStartInfo("git", ["describe", "--always", "--dirty", "--abbrev=12"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
            using var git = Process.Start(start)!;
            var text = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return text.Length > 0 ? text : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown: git is not installed";
        }
    }

    private static string FieldOf(string file, string name)
    {
        var line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) : null;
        return line is null ? "unknown" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim().ToString(CultureInfo.InvariantCulture);
    }
}
