using System.Globalization;

namespace Ingest.Commands.Doctor;

/// <summary>Whether a time server keeps the clock right: dates of events come from it.</summary>
internal static class ClockExamination
{
    private const string Check = "clock";

    /// <summary>Asks the kernel.</summary>
    public static Task<IReadOnlyList<Finding>> LookAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        var clock = SystemClock.Read();
        var now = deployment.Time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return Task.FromResult<IReadOnlyList<Finding>>(
        [
            clock.IsSynchronised ? Finding.Ok(Check, string.Create(CultureInfo.InvariantCulture, $"{now}, synchronised, at most {clock.ErrorMax.TotalMilliseconds:0} ms wrong by its own account"))
                : clock.IsKnown ? Finding.Warning(Check, $"{now}, not synchronised", "Turn a time server on: 'timedatectl set-ntp true', or run chronyd. Events get the date that the clock says. In a virtual machine the host's clock may do; compare it by hand.")
                : Finding.Warning(Check, $"{now}; the system does not tell whether it is synchronised", "Compare it with another clock."),
        ]);
    }
}
