using Ingest.Parquet.Schema;

namespace Ingest.Parquet.Statistics;

/// <summary>A smallest or largest value of a column, as it is. Which member holds it is a matter of the column's type.</summary>
public readonly record struct Bound
{
    /// <summary>A whole number, a decimal without its point, days, microseconds; 0 or 1 of a yes or no.</summary>
    public long Integer { get; init; }

    /// <summary>A floating-point number, never NaN; a smallest zero is negative, a largest positive.</summary>
    public double Number { get; init; }

    /// <summary>A UUID.</summary>
    public Guid Uuid { get; init; }

    /// <summary>A text's UTF-8 bytes, all of them: <see cref="TextBound"/> shortens them.</summary>
    public ReadOnlyMemory<byte> Text { get; init; }

    /// <summary>Orders two values of a type as Parquet and Iceberg do: texts and UUIDs by their bytes, most significant first.</summary>
    public static int Compare(ColumnType type, in Bound a, in Bound b) => type switch
    {
        ColumnType.Double => a.Number.CompareTo(b.Number),
        ColumnType.String => a.Text.Span.SequenceCompareTo(b.Text.Span),
        ColumnType.Uuid => a.Uuid.CompareTo(b.Uuid),
        _ => a.Integer.CompareTo(b.Integer),
    };
}
