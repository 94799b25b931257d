using System.Numerics;
using Ingest.Parquet.Schema;
using Ingest.Parquet.Statistics;
using Ingest.Parquet.Writing;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Tables;

/// <summary>From what a Parquet file holds to what a manifest says of it.</summary>
internal static class FileMetrics
{
    /// <summary>The line of a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="file">What it holds.</param>
    /// <param name="partition">The values that its rows have in common.</param>
    /// <param name="sortOrderId">The order of its rows.</param>
    public static DataFile Describe(string path, ParquetFile file, IReadOnlyList<object?> partition, int? sortOrderId)
    {
        // Bounds of the parts of a map would say nothing to a reader, who asks for a key. Those of UUIDs would mislead some: Java orders the two halves as
        // signed numbers, others the bytes.
        var leaves = file.Leaves;
        var bounded = leaves.Values.Where(leaf => leaf.Schema.Name is not ("key" or "value") && leaf.Schema.Type != ColumnType.Uuid).ToArray();
        return new DataFile
        {
            Path = path,
            Partition = partition,
            RecordCount = file.Rows,
            FileSize = file.Bytes,
            ColumnSizes = leaves.ToDictionary(leaf => leaf.Key, leaf => leaf.Value.CompressedBytes),
            ValueCounts = leaves.ToDictionary(leaf => leaf.Key, leaf => leaf.Value.ValueCount),
            NullCounts = leaves.ToDictionary(leaf => leaf.Key, leaf => leaf.Value.NullCount),
            NanCounts = leaves.Values.Where(leaf => leaf.Schema.Type == ColumnType.Double).ToDictionary(leaf => leaf.Schema.FieldId, leaf => leaf.NanCount),
            LowerBounds = BoundsOf(bounded, leaf => leaf.Lower is { } bound ? LowerOf(leaf.Schema, bound) : null),
            UpperBounds = BoundsOf(bounded, leaf => leaf.Upper is { } bound ? UpperOf(leaf.Schema, bound) : null),
            SplitOffsets = file.SplitOffsets,
            SortOrderId = sortOrderId,
        };
    }

    private static Dictionary<int, byte[]> BoundsOf(IEnumerable<LeafSummary> leaves, Func<LeafSummary, byte[]?> boundOf)
    {
        var bounds = new Dictionary<int, byte[]>();
        foreach (var leaf in leaves)
        {
            if (boundOf(leaf) is { } bound)
            {
                bounds[leaf.Schema.FieldId] = bound;
            }
        }

        return bounds;
    }

    private static byte[]? LowerOf(ColumnSchema column, Bound bound) => column.Type == ColumnType.String
        ? TextBound.Lower(bound.Text.Span, TextBound.IcebergCodePoints).ToArray()
        : BytesOf(column, bound);

    private static byte[]? UpperOf(ColumnSchema column, Bound bound) => column.Type == ColumnType.String
        ? TextBound.Upper(bound.Text.Span, TextBound.IcebergCodePoints)
        : BytesOf(column, bound);

    private static byte[] BytesOf(ColumnSchema column, Bound bound) => column.Type switch
    {
        ColumnType.Boolean => SingleValue.ToBytes(IcebergType.Boolean, bound.Integer != 0),
        ColumnType.Int => SingleValue.ToBytes(IcebergType.Int, (int)bound.Integer),
        ColumnType.Date => SingleValue.ToBytes(IcebergType.Date, (int)bound.Integer),
        ColumnType.Long => SingleValue.ToBytes(IcebergType.Long, bound.Integer),
        ColumnType.Timestamp => SingleValue.ToBytes(IcebergType.TimestampTz, bound.Integer),
        ColumnType.Double => SingleValue.ToBytes(IcebergType.Double, bound.Number),
        ColumnType.Decimal => SingleValue.ToBytes(IcebergType.Decimal(column.Precision, column.Scale), new BigInteger(bound.Integer)),
        _ => throw new ArgumentOutOfRangeException(nameof(column), column.Type, "The type has no bounds."),
    };
}
