using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ingest.Sinks.Iceberg.Metadata;

/// <summary>The state of a table at one time (Iceberg specification, Snapshots).</summary>
/// <param name="SnapshotId">Its number, a random one.</param>
/// <param name="SequenceNumber">Its place in the order of commits.</param>
/// <param name="TimestampMs">When it was made, Unix milliseconds.</param>
/// <param name="ManifestList">Where its list of manifests is.</param>
/// <param name="Summary">What was done: <c>operation</c> and counts, and the writer's own words.</param>
public sealed record Snapshot(
    long SnapshotId, long SequenceNumber, long TimestampMs, string ManifestList, IReadOnlyDictionary<string, string> Summary)
{
    /// <summary>The one before it; null for the first.</summary>
    public long? ParentSnapshotId { get; init; }

    /// <summary>The schema at that time.</summary>
    public int? SchemaId { get; init; }

    /// <summary>What another writer has said of it: kept as it is.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }
}

/// <summary>A name for a snapshot (Iceberg specification, Snapshot References).</summary>
/// <param name="SnapshotId">The snapshot.</param>
/// <param name="Type"><c>branch</c> or <c>tag</c>.</param>
public sealed record SnapshotRef(long SnapshotId, string Type)
{
    /// <summary>Name of the branch that every reader reads.</summary>
    public const string Main = "main";

    /// <summary>What another writer has said of it, such as how long it is kept: left as it is.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }
}

/// <summary>When a snapshot became the current one.</summary>
/// <param name="TimestampMs">Unix milliseconds.</param>
/// <param name="SnapshotId">The snapshot.</param>
public sealed record SnapshotLogEntry(long TimestampMs, long SnapshotId);

/// <summary>A former metadata file.</summary>
/// <param name="TimestampMs">When it was written, Unix milliseconds.</param>
/// <param name="MetadataFile">Where it is.</param>
public sealed record MetadataLogEntry(long TimestampMs, string MetadataFile);
