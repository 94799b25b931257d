using System.Runtime.InteropServices;

namespace Ingest.ClickHouse.Embedded.Confinement;

/// <summary>Takes the process out of its terminal's session, so that Ctrl-C there does not reach it.</summary>
internal static partial class OwnSession
{
    /// <remarks>Fails, without harm, for a process that already leads a group.</remarks>
    public static void Enter() => _ = setsid();

    [LibraryImport("libc")]
    private static partial int setsid();
}
