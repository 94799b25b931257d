using System.Globalization;

namespace Ingest.Commands.Doctor;

/// <summary>Whether there is memory for the server, and for the engine where it is embedded.</summary>
internal static class MemoryExamination
{
    private const string Check = "memory";

    // At full load the server has 300 MB resident, and bodies in flight may take their budget (docs/decisions/0031-start-and-memory.md).
    private const long ServerBytes = 320L * 1024 * 1024;
    private const long EngineBytesMin = 512L * 1024 * 1024;

    // A limit of control groups that is no limit is a number near the largest.
    private const long NoLimit = 1L << 60;

    /// <summary>Compares.</summary>
    public static Task<IReadOnlyList<Finding>> LookAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        var machine = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var group = GroupLimit(deployment.Server?.Folder ?? "/proc/self");
        var total = Math.Min(machine, group ?? long.MaxValue);
        var server = ServerBytes + deployment.Settings.Intake.PendingBytesMax;
        var named = deployment.Settings.Server.ClickHouseMemoryBytesMax;
        var engine = !deployment.IsEmbedded ? 0 : named > 0 ? named : total / 2;
        var measured = $"{LogProgress.Bytes(total)}{(group is null ? "" : " by the control group's limit")}; the server takes up to {LogProgress.Bytes(server)}"
            + (deployment.IsEmbedded ? $", the engine up to {LogProgress.Bytes(engine)}" : "");
        return Task.FromResult<IReadOnlyList<Finding>>(
        [
            deployment.IsEmbedded && engine < EngineBytesMin
                ? Finding.Fault(Check, measured, $"The engine needs {LogProgress.Bytes(EngineBytesMin)}: raise the limit (MemoryMax= of systemd, mem_limit of compose), or name a ClickHouse elsewhere with ClickHouse:Endpoint.")
                : engine + server > total
                    ? Finding.Warning(Check, measured, string.Create(CultureInfo.InvariantCulture, $"Together they may be killed for want of memory: give more, or set Server:ClickHouseMemoryBytesMax to {Math.Max(EngineBytesMin, total - server)}, or lower Intake:PendingBytesMax."))
                    : Finding.Ok(Check, measured),
        ]);
    }

    private static long? GroupLimit(string process)
    {
        var group = !File.Exists($"{process}/cgroup") ? null : File.ReadLines($"{process}/cgroup").FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal))?[3..];
        string[] files = [$"/sys/fs/cgroup{group}/memory.max", "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];
        return files.Where(File.Exists)
            .Select(file => long.TryParse(File.ReadAllText(file).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes < NoLimit ? bytes : (long?)null)
            .FirstOrDefault(limit => limit is not null);
    }
}
