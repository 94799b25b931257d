using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Ingest.Sinks.Iceberg.Manifests;

namespace Ingest.Tests.Iceberg.Manifests;

/// <summary>Manifests as JSON, by the specification's names: what the independent decoder prints of a file. Bytes are hexadecimal, floating-point numbers their bits.</summary>
internal static class ManifestJson
{
    /// <summary>A line of a manifest.</summary>
    /// <param name="entry">The line.</param>
    /// <param name="partition">Types of its partition values.</param>
    /// <param name="snapshotId">The snapshot that a line without one is of.</param>
    public static JsonObject Of(ManifestEntry entry, PartitionType partition, long snapshotId) => new()
    {
        ["status"] = (int)entry.Status,
        ["snapshot_id"] = entry.SnapshotId ?? snapshotId,
        ["sequence_number"] = entry.SequenceNumber,
        ["file_sequence_number"] = entry.FileSequenceNumber,
        ["data_file"] = Of(entry.File, partition),
    };

    /// <summary>A line of a manifest list.</summary>
    public static JsonObject Of(ManifestFile manifest) => new()
    {
        ["manifest_path"] = manifest.Path,
        ["manifest_length"] = manifest.Length,
        ["partition_spec_id"] = manifest.SpecId,
        ["content"] = (int)manifest.Content,
        ["sequence_number"] = manifest.SequenceNumber,
        ["min_sequence_number"] = manifest.MinSequenceNumber,
        ["added_snapshot_id"] = manifest.AddedSnapshotId,
        ["added_files_count"] = manifest.AddedFiles,
        ["existing_files_count"] = manifest.ExistingFiles,
        ["deleted_files_count"] = manifest.DeletedFiles,
        ["added_rows_count"] = manifest.AddedRows,
        ["existing_rows_count"] = manifest.ExistingRows,
        ["deleted_rows_count"] = manifest.DeletedRows,
        ["partitions"] = manifest.Partitions is { } partitions ? new JsonArray([.. partitions.Select(Of)]) : null,
        ["key_metadata"] = Hex(manifest.KeyMetadata),
    };

    private static JsonObject Of(DataFile file, PartitionType partition) => new()
    {
        ["content"] = (int)file.Content,
        ["file_path"] = file.Path,
        ["file_format"] = file.Format,
        ["partition"] = new JsonObject(partition.Spec.Fields.Select((field, i) =>
            KeyValuePair.Create(field.FieldId.ToString(CultureInfo.InvariantCulture), Of(file.Partition[i], PrimitiveShape.Of(partition.Types[i]))))),
        ["record_count"] = file.RecordCount,
        ["file_size_in_bytes"] = file.FileSize,
        ["column_sizes"] = Pairs(file.ColumnSizes, count => count),
        ["value_counts"] = Pairs(file.ValueCounts, count => count),
        ["null_value_counts"] = Pairs(file.NullCounts, count => count),
        ["nan_value_counts"] = Pairs(file.NanCounts, count => count),
        ["lower_bounds"] = Pairs(file.LowerBounds, Hex),
        ["upper_bounds"] = Pairs(file.UpperBounds, Hex),
        ["key_metadata"] = Hex(file.KeyMetadata),
        ["split_offsets"] = file.SplitOffsets is { } offsets ? new JsonArray([.. offsets.Select(offset => (JsonNode)offset)]) : null,
        ["equality_ids"] = file.EqualityIds is { } ids ? new JsonArray([.. ids.Select(id => (JsonNode)id)]) : null,
        ["sort_order_id"] = file.SortOrderId,
        ["referenced_data_file"] = file.ReferencedDataFile,
    };

    private static JsonObject Of(FieldSummary summary) => new()
    {
        ["contains_null"] = summary.ContainsNull,
        ["contains_nan"] = summary.ContainsNan,
        ["lower_bound"] = Hex(summary.LowerBound),
        ["upper_bound"] = Hex(summary.UpperBound),
    };

    private static JsonNode? Of(object? value, PrimitiveShape type) => value switch
    {
        null => null,
        bool flag => flag,
        int number => number,
        long number => number,
        float number => "f:" + BitConverter.SingleToUInt32Bits(number).ToString("x8", CultureInfo.InvariantCulture),
        double number => "d:" + BitConverter.DoubleToUInt64Bits(number).ToString("x16", CultureInfo.InvariantCulture),
        string text => text,
        Guid uuid => "0x" + uuid.ToString("N"),
        byte[] bytes => Hex(bytes),
        BigInteger number => "0x" + (number.Sign < 0 ? (BigInteger.One << (8 * type.Length)) + number : number)
            .ToString("x", CultureInfo.InvariantCulture).TrimStart('0').PadLeft(2 * type.Length, '0'),
        _ => throw new ArgumentException($"{value.GetType().Name} is no partition value", nameof(value)),
    };

    private static JsonArray? Pairs<T>(IReadOnlyDictionary<int, T>? map, Func<T, JsonNode?> toJson) =>
        map is null ? null : [.. map.Select(pair => new JsonObject { ["key"] = pair.Key, ["value"] = toJson(pair.Value) })];

    private static JsonNode? Hex(byte[]? bytes) => bytes is null ? null : "0x" + Convert.ToHexStringLower(bytes);
}
