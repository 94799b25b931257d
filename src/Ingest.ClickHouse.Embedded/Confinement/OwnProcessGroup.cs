using System.Runtime.InteropServices;

namespace Ingest.ClickHouse.Embedded.Confinement;

/// <summary>Takes the process out of the group that its terminal signals, so that Ctrl-C there does not reach it.</summary>
/// <remarks>
/// Not out of its session: Linux can schedule each session as one (<c>sched_autogroup</c>), and the lower priority of merges would hold among the
/// engine's own threads alone, not against the server's.
/// </remarks>
internal static partial class OwnProcessGroup
{
    /// <remarks>Fails, without harm, for a process that leads a session.</remarks>
    public static void Enter() => _ = setpgid(0, 0);

    [LibraryImport("libc")]
    private static partial int setpgid(int process, int group);
}
