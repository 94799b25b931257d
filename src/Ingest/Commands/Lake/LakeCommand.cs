using System.CommandLine;

namespace Ingest.Commands.Lake;

/// <summary><c>ingest lake info|snapshots|compact|expire|orphans|verify|export</c>: the tables of the lake, beside a running server or without one.</summary>
internal static class LakeCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new("lake", """
        Look into the lake, and keep it tidy. All of it works beside running servers, of which none is stopped or delayed.

        For the night: ingest lake compact, then ingest lake expire, then ingest lake orphans --yes. Iceberg:MaintenanceInterval has the server do the same.
        """)
    {
        LakeInfoCommand.Create(), LakeSnapshotsCommand.Create(), LakeCompactCommand.Create(), LakeExpireCommand.Create(), LakeOrphansCommand.Create(),
        LakeVerifyCommand.Create(), LakeExportCommand.Create(),
    };
}
