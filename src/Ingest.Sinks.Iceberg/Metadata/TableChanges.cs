namespace Ingest.Sinks.Iceberg.Metadata;

/// <summary>What a commit asks for: the changes, and what must hold for them to be made.</summary>
/// <param name="Requirements">What must hold.</param>
/// <param name="Updates">The changes, in order.</param>
public sealed record TableChanges(IReadOnlyList<TableRequirement> Requirements, IReadOnlyList<TableUpdate> Updates)
{
    private const string PreviousVersionsProperty = "write.metadata.previous-versions-max";
    private const int PreviousVersionsMax = 100;

    // As the REST protocol spells it.
    private const int LastAdded = -1;

    /// <summary>True when nothing stands against the commit.</summary>
    public bool MayApply(TableMetadata metadata) => Requirements.All(requirement => requirement.Holds(metadata));

    /// <summary>The metadata after the changes: for catalogs whose clients write it.</summary>
    /// <param name="current">The metadata before.</param>
    /// <param name="location">Where that is, for the list of former files.</param>
    /// <param name="now">The time of the commit.</param>
    /// <exception cref="IcebergException">A change does not fit the table.</exception>
    public TableMetadata Apply(TableMetadata current, string location, DateTimeOffset now)
    {
        // Never before the last change, whatever the clock says: readers take the order of the logs for that of time.
        var nowMs = Math.Max(now.ToUnixTimeMilliseconds(), current.LastUpdatedMs);
        var next = Updates.Aggregate(current, (metadata, update) => Apply(metadata, update, nowMs));
        return next with
        {
            LastUpdatedMs = nowMs,
            MetadataLog = [.. current.MetadataLog.TakeLast(PreviousVersionsOf(next) - 1), new MetadataLogEntry(current.LastUpdatedMs, location)],
        };
    }

    private static TableMetadata Apply(TableMetadata metadata, TableUpdate update, long nowMs) => update switch
    {
        AddSnapshot add => Add(metadata, add.Snapshot),
        SetSnapshotRef set => SetRef(metadata, set, nowMs),
        RemoveSnapshots remove => Remove(metadata, remove.SnapshotIds),
        SetProperties set => metadata with { Properties = new SortedDictionary<string, string>(Merge(metadata.Properties, set.Updates), StringComparer.Ordinal) },
        RemoveProperties remove => metadata with
        {
            Properties = metadata.Properties.Where(pair => !remove.Removals.Contains(pair.Key)).ToDictionary(StringComparer.Ordinal),
        },
        AddSchema add => metadata with
        {
            Schemas = [.. metadata.Schemas, add.Schema],
            LastColumnId = Math.Max(metadata.LastColumnId, add.LastColumnId),
        },
        SetCurrentSchema set => SetSchema(metadata, set.SchemaId == LastAdded ? metadata.Schemas[^1].SchemaId : set.SchemaId),
        _ => throw new IcebergException($"The change {update.GetType().Name} is unknown."),
    };

    // Two of one number could not be told apart, and one of an old place in the order would bring deleted rows back.
    private static TableMetadata Add(TableMetadata metadata, Snapshot snapshot) =>
        metadata.FindSnapshot(snapshot.SnapshotId) is not null
            ? throw new IcebergException($"The table at {metadata.Location} has a snapshot {snapshot.SnapshotId} already.")
        : snapshot.SequenceNumber <= metadata.LastSequenceNumber
            ? throw new IcebergException(
                $"The snapshot {snapshot.SnapshotId} has the sequence number {snapshot.SequenceNumber}, and the table at {metadata.Location} has given {metadata.LastSequenceNumber} already.")
        : metadata with { Snapshots = [.. metadata.Snapshots, snapshot], LastSequenceNumber = snapshot.SequenceNumber };

    private static TableMetadata SetSchema(TableMetadata metadata, int id) => metadata.Schemas.Any(schema => schema.SchemaId == id)
        ? metadata with { CurrentSchemaId = id }
        : throw new IcebergException($"The table at {metadata.Location} has no schema {id} to make the current one.");

    private static TableMetadata SetRef(TableMetadata metadata, SetSnapshotRef set, long nowMs)
    {
        if (metadata.FindSnapshot(set.SnapshotId) is null)
        {
            throw new IcebergException($"The table at {metadata.Location} has no snapshot {set.SnapshotId} for \"{set.RefName}\" to stand for.");
        }

        // How long a branch is kept stays as it was said.
        var reference = metadata.Refs.GetValueOrDefault(set.RefName) is { } known
            ? known with { SnapshotId = set.SnapshotId }
            : new SnapshotRef(set.SnapshotId, set.Type);
        var named = metadata with { Refs = new Dictionary<string, SnapshotRef>(metadata.Refs, StringComparer.Ordinal) { [set.RefName] = reference } };
        return set.RefName != SnapshotRef.Main
            ? named
            : named with { CurrentSnapshotId = set.SnapshotId, SnapshotLog = [.. named.SnapshotLog, new SnapshotLogEntry(nowMs, set.SnapshotId)] };
    }

    private static TableMetadata Remove(TableMetadata metadata, IReadOnlyList<long> ids)
    {
        var removed = ids.ToHashSet();
        if (metadata.Refs.FirstOrDefault(pair => removed.Contains(pair.Value.SnapshotId)) is { Key: { } name })
        {
            throw new IcebergException($"The snapshot that \"{name}\" stands for cannot be removed from the table at {metadata.Location}.");
        }

        // The log up to the last entry that is gone tells of times that cannot be read any more.
        var lastGone = metadata.SnapshotLog.ToList().FindLastIndex(entry => removed.Contains(entry.SnapshotId));
        return metadata with
        {
            Snapshots = [.. metadata.Snapshots.Where(snapshot => !removed.Contains(snapshot.SnapshotId))],
            SnapshotLog = [.. metadata.SnapshotLog.Skip(lastGone + 1)],
        };
    }

    private static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> first, IReadOnlyDictionary<string, string> second)
    {
        var merged = new Dictionary<string, string>(first, StringComparer.Ordinal);
        foreach (var (name, value) in second)
        {
            merged[name] = value;
        }

        return merged;
    }

    private static int PreviousVersionsOf(TableMetadata metadata) =>
        metadata.Properties.TryGetValue(PreviousVersionsProperty, out var text) && int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : PreviousVersionsMax;
}
