using System.Globalization;
using System.Numerics;
using System.Text;
using Ingest.Parquet.Schema;
using Ingest.Parquet.Statistics;
using Ingest.Parquet.Writing;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Maintenance;

/// <summary>Holds what a manifest says of a file against what the file holds.</summary>
internal static class FileCheck
{
    /// <summary>What is wrong, in words.</summary>
    /// <param name="table">The table.</param>
    /// <param name="spec">The partition spec of the file.</param>
    /// <param name="file">What the manifest says.</param>
    /// <param name="found">What was counted.</param>
    public static IEnumerable<string> Faults(TableMetadata table, PartitionSpec spec, DataFile file, ParquetFile found) =>
    [
        .. file.RecordCount == found.Rows ? [] : (IEnumerable<string>)[Text($"it has {found.Rows} rows, and its manifest says {file.RecordCount}")],
        .. table.Schema.Fields.Where(column => column.Type is PrimitiveType && found.Leaves.ContainsKey(column.Id))
            .SelectMany(column => FaultsOf(column, file, found.Leaves[column.Id])),
        .. spec.Fields.Select((field, index) => FaultOf(field, file.Partition[index], found)).OfType<string>(),
    ];

    // Keys and values of maps are counted by every writer in its own way, and have no bounds: only columns are looked at.
    private static IEnumerable<string> FaultsOf(NestedField column, DataFile file, LeafSummary found)
    {
        foreach (var (what, said, counted) in new (string, long?, long)[]
        {
            ("values", Find(file.ValueCounts, column.Id), found.ValueCount),
            ("nulls", Find(file.NullCounts, column.Id), found.NullCount),
            ("values that are no number", Find(file.NanCounts, column.Id), found.NanCount),
        })
        {
            if (said is { } number && number != counted)
            {
                yield return Text($"the column {column.Name} has {counted} {what}, and the manifest says {number}");
            }
        }

        if (found.Lower is { } lower && file.LowerBounds?.GetValueOrDefault(column.Id) is { } below && Compare(found.Schema, column.Type, below, lower) > 0)
        {
            yield return $"the column {column.Name} has a value less than its lower bound";
        }

        if (found.Upper is { } upper && file.UpperBounds?.GetValueOrDefault(column.Id) is { } above && Compare(found.Schema, column.Type, above, upper) < 0)
        {
            yield return $"the column {column.Name} has a value greater than its upper bound";
        }
    }

    // A value of a supported transform never falls where the column's rises: what holds for the least and the greatest holds for all.
    private static string? FaultOf(PartitionField field, object? said, ParquetFile found)
    {
        if (!Transforms.IsSupported(field.Transform) || !found.Leaves.TryGetValue(field.SourceId, out var column) || found.Rows == 0)
        {
            return null;
        }

        var isSame = said is null
            ? column.NullCount == column.ValueCount
            : column is { NullCount: 0, Lower: { } lower, Upper: { } upper }
                && said.Equals(Transforms.Apply(field.Transform, ValueOf(column.Schema, lower)))
                && said.Equals(Transforms.Apply(field.Transform, ValueOf(column.Schema, upper)));
        return isSame ? null : $"rows are not of its partition: {field.Name} is {said ?? "null"}";
    }

    // Java orders UUIDs otherwise: bounds that are right for it only are not looked at.
    private static int Compare(ColumnSchema column, IcebergType type, byte[] said, in Bound found)
    {
        if (column.Type == ColumnType.String)
        {
            return said.AsSpan().SequenceCompareTo(found.Text.Span);
        }

        return SingleValue.FromBytes(type, said) switch
        {
            bool flag => (flag ? 1L : 0L).CompareTo(found.Integer),
            int number => ((long)number).CompareTo(found.Integer),
            long number => number.CompareTo(found.Integer),
            BigInteger number => number.CompareTo(found.Integer),
            double number => number.CompareTo(found.Number),
            Guid uuid when IsBelow128(uuid) == IsBelow128(found.Uuid) => uuid.CompareTo(found.Uuid),
            _ => 0,
        };
    }

    private static bool IsBelow128(Guid uuid) => uuid.ToByteArray(bigEndian: true)[0] < 128;

    private static object ValueOf(ColumnSchema column, in Bound bound) => column.Type switch
    {
        ColumnType.Boolean => bound.Integer != 0,
        ColumnType.Int or ColumnType.Date => (int)bound.Integer,
        ColumnType.Double => bound.Number,
        ColumnType.Uuid => bound.Uuid,
        ColumnType.String => Encoding.UTF8.GetString(bound.Text.Span),
        ColumnType.Decimal => new BigInteger(bound.Integer),
        _ => bound.Integer,
    };

    private static long? Find(IReadOnlyDictionary<int, long>? counts, int id) => counts is not null && counts.TryGetValue(id, out var count) ? count : null;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
