using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Commits;

/// <summary>What one try to commit asks for.</summary>
/// <param name="Changes">The changes.</param>
/// <param name="SnapshotId">The snapshot that they add, by which they are found again; null when they add none.</param>
/// <param name="OwnFiles">Files that were written for this try alone: of no use to anybody once it has certainly failed.</param>
internal sealed record CommitPlan(TableChanges Changes, long? SnapshotId, IReadOnlyList<string> OwnFiles);
