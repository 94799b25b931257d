using Ingest.Parquet.Columns;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Maintenance;

/// <summary>A table's order of rows, for batches of its columns.</summary>
/// <remarks>Hot path: no allocation per row.</remarks>
internal sealed class RowOrder
{
    private readonly (int Column, bool IsDescending, bool NullsFirst)[] _keys;

    private RowOrder(int id, (int Column, bool IsDescending, bool NullsFirst)[] keys) => (Id, _keys) = (id, keys);

    /// <summary>Number of the order that rows are in; 0 for none.</summary>
    public int Id { get; }

    /// <summary>The order that writers of a table use; none when it is by what this program cannot compare.</summary>
    public static RowOrder Of(TableMetadata table)
    {
        var fields = table.SortOrder.Fields;
        var keys = fields.Select(field => (Column: ColumnOf(table, field), field.Direction == "desc", field.NullOrder == "nulls-first")).ToArray();
        return keys.Length == 0 || keys.Any(key => key.Column < 0) ? new RowOrder(0, []) : new RowOrder(table.DefaultSortOrderId, keys);
    }

    /// <summary>Which of two rows comes first.</summary>
    public int Compare(RecordBatch one, int row, RecordBatch other, int otherRow)
    {
        foreach (var (column, isDescending, nullsFirst) in _keys)
        {
            var (left, right) = (one.Columns[column], other.Columns[column]);
            var (hasLeft, hasRight) = (left.HasValue(row), right.HasValue(otherRow));
            if (hasLeft != hasRight)
            {
                return hasLeft == nullsFirst ? 1 : -1;
            }

            if (hasLeft && Compare(left, row, right, otherRow) is var order and not 0)
            {
                return isDescending ? -order : order;
            }
        }

        return 0;
    }

    private static int Compare(Column left, int row, Column right, int otherRow) => (left, right) switch
    {
        (FixedColumn<long> a, FixedColumn<long> b) => a.Values[row].CompareTo(b.Values[otherRow]),
        (FixedColumn<Guid> a, FixedColumn<Guid> b) => a.Values[row].CompareTo(b.Values[otherRow]),
        (FixedColumn<int> a, FixedColumn<int> b) => a.Values[row].CompareTo(b.Values[otherRow]),
        (TextColumn a, TextColumn b) => a[row].SequenceCompareTo(b[otherRow]),
        (FixedColumn<double> a, FixedColumn<double> b) => a.Values[row].CompareTo(b.Values[otherRow]),
        (FixedColumn<byte> a, FixedColumn<byte> b) => a.Values[row].CompareTo(b.Values[otherRow]),
        _ => throw new ArgumentException($"The column {left.Schema.Name} is of the type {left.Schema.Type}, which has no order.", nameof(left)),
    };

    // -1: there is none, or its values have no order here.
    private static int ColumnOf(TableMetadata table, SortField field)
    {
        var fields = table.Schema.Fields;
        var index = 0;
        while (index < fields.Count && fields[index].Id != field.SourceId)
        {
            index++;
        }

        return index < fields.Count && field.Transform == Transforms.Identity && fields[index].Type is PrimitiveType ? index : -1;
    }
}
