using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ingest.Sinks.Iceberg.Metadata;

/// <summary>One change of a table, as a REST catalog is told it (Iceberg REST catalog specification, TableUpdate).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "action")]
[JsonDerivedType(typeof(AddSnapshot), "add-snapshot")]
[JsonDerivedType(typeof(SetSnapshotRef), "set-snapshot-ref")]
[JsonDerivedType(typeof(RemoveSnapshots), "remove-snapshots")]
[JsonDerivedType(typeof(SetProperties), "set-properties")]
[JsonDerivedType(typeof(RemoveProperties), "remove-properties")]
[JsonDerivedType(typeof(AddSchema), "add-schema")]
[JsonDerivedType(typeof(SetCurrentSchema), "set-current-schema")]
public abstract record TableUpdate;

/// <summary>Adds a snapshot, which nothing names yet.</summary>
/// <param name="Snapshot">The snapshot.</param>
public sealed record AddSnapshot(Snapshot Snapshot) : TableUpdate;

/// <summary>Lets a name stand for a snapshot; for <c>main</c> it becomes the current one.</summary>
/// <param name="RefName">The name.</param>
/// <param name="Type"><c>branch</c> or <c>tag</c>.</param>
/// <param name="SnapshotId">The snapshot.</param>
public sealed record SetSnapshotRef(string RefName, string Type, long SnapshotId) : TableUpdate
{
    /// <summary>Lets readers read a snapshot.</summary>
    public static SetSnapshotRef Main(long snapshotId) => new(SnapshotRef.Main, "branch", snapshotId);

    /// <summary>How long it is kept, as <see cref="SnapshotRef.Others"/> has it: a catalog takes what is not said for no longer wanted.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }
}

/// <summary>Forgets snapshots; their files are not touched.</summary>
/// <param name="SnapshotIds">The snapshots.</param>
public sealed record RemoveSnapshots(IReadOnlyList<long> SnapshotIds) : TableUpdate;

/// <summary>Sets properties.</summary>
/// <param name="Updates">Names and values.</param>
public sealed record SetProperties(IReadOnlyDictionary<string, string> Updates) : TableUpdate;

/// <summary>Removes properties.</summary>
/// <param name="Removals">Names.</param>
public sealed record RemoveProperties(IReadOnlyList<string> Removals) : TableUpdate;

/// <summary>Adds a schema.</summary>
/// <param name="Schema">The schema, with the number that it is to have.</param>
/// <param name="LastColumnId">The highest field id that was ever given, with those of this schema.</param>
public sealed record AddSchema(IcebergSchema Schema, int LastColumnId) : TableUpdate;

/// <summary>Makes a schema the current one; -1 is the one that was added last.</summary>
/// <param name="SchemaId">Its number.</param>
public sealed record SetCurrentSchema(int SchemaId) : TableUpdate;
