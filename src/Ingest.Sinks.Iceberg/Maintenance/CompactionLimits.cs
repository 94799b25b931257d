using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Maintenance;

/// <summary>Which files are small, and how much of them is in memory at once.</summary>
/// <param name="TargetBytes">Size that a file is to have, bytes.</param>
/// <param name="FilesMin">Small files of a partition that are worth a rewrite.</param>
internal sealed record CompactionLimits(long TargetBytes, int FilesMin)
{
    /// <summary>Rows in memory at once: of each sorted file a row group, of others all. Some 250 MB of ordinary events.</summary>
    public const int RowsAtOnce = 500_000;

    /// <summary>Bytes of files in memory at once, packed as they are.</summary>
    public const long BytesAtOnce = 256L << 20;

    private const string TargetProperty = "write.target-file-size-bytes";
    private const long DefaultTargetBytes = 128L << 20;

    /// <summary>A file of fewer bytes is small.</summary>
    public long SmallBytes => Math.Min(TargetBytes / 4 * 3, BytesAtOnce / 2);

    /// <summary>What a table says.</summary>
    public static CompactionLimits Of(TableMetadata table, int filesMin) => new(
        TableProperties.NumberOf(table, TargetProperty) is { } bytes and > 0 ? bytes : DefaultTargetBytes,
        filesMin);

    /// <summary>Rows of a file that are in memory while it is merged.</summary>
    public static long RowsAtOnceOf(DataFile file, int sortOrderId) =>
        file.SortOrderId == sortOrderId && sortOrderId != 0 && file.SplitOffsets is { Count: > 1 } groups
            ? (file.RecordCount + groups.Count - 1) / groups.Count
            : file.RecordCount;
}
