using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ingest.Sinks.Iceberg.Metadata;

/// <summary>Everything that is known of a table at one time (Iceberg specification, Table Metadata, format version 2).</summary>
/// <remarks>Never changed: <see cref="TableChanges"/> makes the next one of it.</remarks>
public sealed record TableMetadata
{
    /// <summary>The version of the format that is written.</summary>
    public const int Version = 2;

    /// <summary>Ids of partition values begin here.</summary>
    public const int FirstPartitionFieldId = 1000;

    // What Java writes in the place of no snapshot.
    private const long NoSnapshot = -1;

    /// <summary>Version of the format.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>Identity of the table.</summary>
    public required Guid TableUuid { get; init; }

    /// <summary>Where the table's files are, without a slash at the end.</summary>
    public required string Location { get; init; }

    /// <summary>The last place in the order of commits that was given.</summary>
    public required long LastSequenceNumber { get; init; }

    /// <summary>When it was changed last, Unix milliseconds.</summary>
    public required long LastUpdatedMs { get; init; }

    /// <summary>The highest field id that was ever given.</summary>
    public required int LastColumnId { get; init; }

    /// <summary>Number of the current schema.</summary>
    public required int CurrentSchemaId { get; init; }

    /// <summary>Every schema.</summary>
    public required IReadOnlyList<IcebergSchema> Schemas { get; init; }

    /// <summary>Number of the partition spec that writers use.</summary>
    public required int DefaultSpecId { get; init; }

    /// <summary>Every partition spec.</summary>
    public required IReadOnlyList<PartitionSpec> PartitionSpecs { get; init; }

    /// <summary>The highest id of a partition value that was ever given.</summary>
    public required int LastPartitionId { get; init; }

    /// <summary>Number of the order that writers use.</summary>
    public required int DefaultSortOrderId { get; init; }

    /// <summary>Every order.</summary>
    public required IReadOnlyList<SortOrder> SortOrders { get; init; }

    /// <summary>Settings of the table, and what its writers remember in it.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>As the file says it: -1 stands for none.</summary>
    [JsonInclude]
    [JsonPropertyName("current-snapshot-id")]
    private long? CurrentSnapshotIdOrNone
    {
        get => CurrentSnapshotId ?? NoSnapshot;
        init => CurrentSnapshotId = value == NoSnapshot ? null : value;
    }

    /// <summary>The snapshot that readers read; null for an empty table.</summary>
    [JsonIgnore]
    public long? CurrentSnapshotId { get; init; }

    /// <summary>Every snapshot that is kept.</summary>
    public IReadOnlyList<Snapshot> Snapshots { get; init; } = [];

    /// <summary>When each became the current one.</summary>
    public IReadOnlyList<SnapshotLogEntry> SnapshotLog { get; init; } = [];

    /// <summary>Former metadata files, the oldest first.</summary>
    public IReadOnlyList<MetadataLogEntry> MetadataLog { get; init; } = [];

    /// <summary>Names of snapshots.</summary>
    public IReadOnlyDictionary<string, SnapshotRef> Refs { get; init; } = new Dictionary<string, SnapshotRef>();

    /// <summary>What another writer has said, such as statistics: kept as it is.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }

    /// <summary>The current schema.</summary>
    /// <exception cref="IcebergException">The metadata does not have it.</exception>
    [JsonIgnore]
    public IcebergSchema Schema => Find(Schemas, schema => schema.SchemaId == CurrentSchemaId, "schema", CurrentSchemaId);

    /// <summary>The partition spec that writers use.</summary>
    /// <exception cref="IcebergException">The metadata does not have it.</exception>
    [JsonIgnore]
    public PartitionSpec Spec => Find(PartitionSpecs, spec => spec.SpecId == DefaultSpecId, "partition spec", DefaultSpecId);

    /// <summary>The order that writers use.</summary>
    /// <exception cref="IcebergException">The metadata does not have it.</exception>
    [JsonIgnore]
    public SortOrder SortOrder => Find(SortOrders, order => order.OrderId == DefaultSortOrderId, "sort order", DefaultSortOrderId);

    /// <summary>The snapshot that readers read; null for an empty table.</summary>
    [JsonIgnore]
    public Snapshot? CurrentSnapshot => CurrentSnapshotId is { } id ? FindSnapshot(id) : null;

    /// <summary>A snapshot by its number; null when it is not kept.</summary>
    public Snapshot? FindSnapshot(long id) => Snapshots.FirstOrDefault(snapshot => snapshot.SnapshotId == id);

    /// <summary>The metadata of a new, empty table.</summary>
    public static TableMetadata Create(TableDefinition definition, Guid uuid, string location, DateTimeOffset now) => new()
    {
        FormatVersion = Version,
        TableUuid = uuid,
        Location = location,
        LastSequenceNumber = 0,
        LastUpdatedMs = now.ToUnixTimeMilliseconds(),
        LastColumnId = definition.Schema.HighestFieldId,
        CurrentSchemaId = definition.Schema.SchemaId,
        Schemas = [definition.Schema],
        DefaultSpecId = definition.PartitionSpec.SpecId,
        PartitionSpecs = [definition.PartitionSpec],
        LastPartitionId = definition.PartitionSpec.Fields.Select(field => field.FieldId).DefaultIfEmpty(FirstPartitionFieldId - 1).Max(),
        DefaultSortOrderId = definition.SortOrder.OrderId,
        SortOrders = [definition.SortOrder],
        Properties = definition.Properties,
    };

    /// <summary>With the branch that every reader reads, which old writers leave out; a file with a current snapshot and without it is none to others.</summary>
    public TableMetadata WithMain() => CurrentSnapshotId is { } id && !Refs.ContainsKey(SnapshotRef.Main)
        ? this with { Refs = new Dictionary<string, SnapshotRef>(Refs, StringComparer.Ordinal) { [SnapshotRef.Main] = new(id, "branch") } }
        : this;

    private T Find<T>(IReadOnlyList<T> list, Func<T, bool> isMeant, string kind, int id) =>
        list.FirstOrDefault(isMeant) ?? throw new IcebergException($"The metadata of the table at {Location} names {kind} {id} and does not have it.");
}
