using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Maintenance;

/// <summary>Files of one partition that are to become fewer.</summary>
/// <param name="Sources">Their lines.</param>
internal sealed record CompactionGroup(IReadOnlyList<ManifestEntry> Sources)
{
    /// <summary>The values that their rows have in common.</summary>
    public IReadOnlyList<object?> Partition => Sources[0].File.Partition;

    /// <summary>Their rows.</summary>
    public long Rows => Sources.Sum(source => source.File.RecordCount);

    /// <summary>Their bytes.</summary>
    public long Bytes => Sources.Sum(source => source.File.FileSize);
}

/// <summary>What a compaction leaves as it is.</summary>
/// <param name="What">Location of a file, or a partition.</param>
/// <param name="Reason">Why, and what to do.</param>
public sealed record LeftOut(string What, string Reason);

/// <summary>What a compaction would do with a table.</summary>
/// <param name="Groups">What is rewritten, a partition's groups one after another.</param>
/// <param name="LeftOut">What would be, and cannot.</param>
internal sealed record CompactionPlan(IReadOnlyList<CompactionGroup> Groups, IReadOnlyList<LeftOut> LeftOut)
{
    /// <summary>Plans for the files of a table's current snapshot.</summary>
    public static CompactionPlan Of(TableMetadata table, SnapshotFiles files, CompactionLimits limits)
    {
        List<CompactionGroup> groups = [];
        List<LeftOut> leftOut = [];
        var small = files.Data.Where(file => file.File.FileSize < limits.SmallBytes).ToArray();
        leftOut.AddRange(small.Select(file => (file.File.Path, Reason: WhyNot(table, file))).Where(file => file.Reason is not null).Select(file => new LeftOut(file.Path, file.Reason!)));
        foreach (var partition in small.Where(file => WhyNot(table, file) is null).GroupBy(file => file.File.Partition, PartitionComparer.Instance))
        {
            var worth = Worthwhile([.. partition.Select(file => file.Entry).OrderBy(entry => entry.File.FileSize).ThenBy(entry => entry.File.Path, StringComparer.Ordinal)], limits);
            if (worth.Count > 0 && files.Deletes.Any(deletes => SnapshotFiles.MayDelete(deletes, table, table.DefaultSpecId, partition.Key)))
            {
                leftOut.Add(new LeftOut(
                    PartitionType.Of(table, table.Spec).PathOf(partition.Key),
                    "Delete files of another writer may be of its rows: let the engine that wrote them compact this partition."));
            }
            else
            {
                groups.AddRange(Divide(worth, table.DefaultSortOrderId));
            }
        }

        return new CompactionPlan(groups, leftOut);
    }

    private static string? WhyNot(TableMetadata table, LiveFile file) =>
        !file.File.Format.Equals("PARQUET", StringComparison.OrdinalIgnoreCase) ? $"It is of the format {file.File.Format}: let the engine that wrote it compact it."
        : file.File.KeyMetadata is not null ? "It is encrypted: let the engine that wrote it compact it."
        : file.SpecId != table.DefaultSpecId ? $"It is of the former partition spec {file.SpecId}: let an engine rewrite it that divides its rows anew."
        : CompactionLimits.RowsAtOnceOf(file.File, table.DefaultSortOrderId) > CompactionLimits.RowsAtOnce
            ? FormattableString.Invariant($"It has more than {CompactionLimits.RowsAtOnce} rows that have to be in memory at once: let another engine compact it.")
        : null;

    // A file that is larger than all smaller ones together waits until they have caught up: else each run would write a day's rows anew for those of the
    // last minutes.
    private static List<ManifestEntry> Worthwhile(List<ManifestEntry> smallestFirst, CompactionLimits limits)
    {
        var others = smallestFirst.Sum(entry => entry.File.FileSize);
        while (smallestFirst.Count > limits.FilesMin && smallestFirst[^1].File.FileSize is var largest && largest > (others -= largest))
        {
            smallestFirst.RemoveAt(smallestFirst.Count - 1);
        }

        return smallestFirst.Count >= limits.FilesMin ? smallestFirst : [];
    }

    private static IEnumerable<CompactionGroup> Divide(List<ManifestEntry> entries, int sortOrderId)
    {
        List<ManifestEntry> group = [];
        var (bytes, rows) = (0L, 0L);
        foreach (var entry in entries)
        {
            var (ownBytes, ownRows) = (entry.File.FileSize, CompactionLimits.RowsAtOnceOf(entry.File, sortOrderId));
            if (group.Count > 0 && (bytes + ownBytes > CompactionLimits.BytesAtOnce || rows + ownRows > CompactionLimits.RowsAtOnce))
            {
                if (group.Count > 1)
                {
                    yield return new CompactionGroup(group);
                }

                (group, bytes, rows) = ([], 0, 0);
            }

            group.Add(entry);
            (bytes, rows) = (bytes + ownBytes, rows + ownRows);
        }

        if (group.Count > 1)
        {
            yield return new CompactionGroup(group);
        }
    }
}
