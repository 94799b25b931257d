using System.Diagnostics;
using System.Globalization;

namespace Ingest.Commands.Doctor;

/// <summary>How fast the disk puts a small write where a power cut cannot take it: every answer waits for that.</summary>
internal static class DiskSyncExamination
{
    private const string Check = "disk sync";
    private const int Writes = 50;
    private const int WriteBytes = 4096;

    // So that a disk that takes a second for each is not waited for.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    // Under load commits begin 2 ms apart; a disk of servers takes well below a millisecond, one of a laptop a few, a spinning one ten.
    private static readonly TimeSpan SlowMedian = TimeSpan.FromMilliseconds(10);

    // Half of what a request may wait before further ones are refused (Intake:QueueDelayMax).
    private const int DelayShare = 2;

    /// <summary>Measures in a file of its own, which it removes.</summary>
    public static async Task<IReadOnlyList<Finding>> LookAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        var times = await Task.Run(() => Measure(deployment.ExistingFolder, cancellationToken), cancellationToken);
        var (median, worst) = (times[times.Count / 2], times[^1]);
        var measured = string.Create(
            CultureInfo.InvariantCulture,
            $"median {median.TotalMilliseconds:0.00} ms, worst {worst.TotalMilliseconds:0.00} ms of {times.Count} writes of 4 KiB: {1 / Math.Max(median.TotalSeconds, 1e-6):N0} commits a second, each for all requests that wait");
        var delayMax = deployment.Settings.Intake.QueueDelayMax;
        return
        [
            worst > delayMax / DelayShare
                ? Finding.Warning(Check, measured, $"A flush now and then takes as long as requests may wait (Intake:QueueDelayMax, {delayMax}): clients would get 503. Find what else writes to this disk (iostat -x 1), or give the log a disk of its own with Log:Path.")
                : median > SlowMedian
                    ? Finding.Warning(Check, measured, "Each answer takes this much longer. Use a local SSD, best with power loss protection; a network volume or a spinning disk does not get faster. Log:Durability=Memory answers before the flush, and may lose the last 100 ms.")
                    : Finding.Ok(Check, measured),
        ];
    }

    private static List<TimeSpan> Measure(string folder, CancellationToken cancellationToken)
    {
        var bytes = new byte[WriteBytes];
        Random.Shared.NextBytes(bytes);
        var times = new List<TimeSpan>(Writes);
        var startedAt = Stopwatch.GetTimestamp();
        using var file = File.OpenHandle(
            Path.Combine(folder, $".doctor-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
        while (times.Count < Writes && (times.Count == 0 || Stopwatch.GetElapsedTime(startedAt) < Limit))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var at = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, bytes, fileOffset: times.Count * (long)WriteBytes);
            RandomAccess.FlushToDisk(file);
            times.Add(Stopwatch.GetElapsedTime(at));
        }

        times.Sort();
        return times;
    }
}
