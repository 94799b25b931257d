using System.Text.Json.Serialization;

namespace Ingest.Sinks.Iceberg.Metadata;

/// <summary>What must hold of a table for a commit to be made (Iceberg REST catalog specification, TableRequirement).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AssertTableUuid), "assert-table-uuid")]
[JsonDerivedType(typeof(AssertRefSnapshotId), "assert-ref-snapshot-id")]
[JsonDerivedType(typeof(AssertCurrentSchemaId), "assert-current-schema-id")]
public abstract record TableRequirement
{
    /// <summary>True when it holds.</summary>
    public abstract bool Holds(TableMetadata metadata);
}

/// <summary>The table is the same, and not another of its name.</summary>
/// <param name="Uuid">Its identity.</param>
public sealed record AssertTableUuid(Guid Uuid) : TableRequirement
{
    /// <inheritdoc/>
    public override bool Holds(TableMetadata metadata) => metadata.TableUuid == Uuid;
}

/// <summary>A name still stands for the same snapshot.</summary>
/// <param name="Ref">The name.</param>
/// <param name="SnapshotId">The snapshot; null: the name must not be there.</param>
public sealed record AssertRefSnapshotId(string Ref, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? SnapshotId) : TableRequirement
{
    /// <inheritdoc/>
    public override bool Holds(TableMetadata metadata) =>
        (metadata.Refs.TryGetValue(Ref, out var found) ? found.SnapshotId : Ref == SnapshotRef.Main ? metadata.CurrentSnapshotId : null) == SnapshotId;
}

/// <summary>The schema is still the same.</summary>
/// <param name="CurrentSchemaId">Its number.</param>
public sealed record AssertCurrentSchemaId(int CurrentSchemaId) : TableRequirement
{
    /// <inheritdoc/>
    public override bool Holds(TableMetadata metadata) => metadata.CurrentSchemaId == CurrentSchemaId;
}
