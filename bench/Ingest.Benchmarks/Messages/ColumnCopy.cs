using System.Runtime.InteropServices;
using Ingest.Parquet.Columns;

namespace Ingest.Benchmarks.Messages;

/// <summary>A plain copy of a batch's columns.</summary>
internal sealed class ColumnCopy
{
    private readonly byte[] _into = GC.AllocateUninitializedArray<byte>(64 << 20);

    /// <summary>Copies values and ends, and gives the number of bytes.</summary>
    public long Copy(RecordBatch batch)
    {
        var length = 0;
        foreach (var column in batch.Columns)
        {
            length += Copy(column, _into.AsSpan(length));
        }

        return length;
    }

    private static int Copy(Column column, Span<byte> into) => column switch
    {
        MapColumn map => Copy(map.Ends, into) + Copy(map.Keys, into) + Copy(map.Values, into),
        TextColumn texts => Copy(texts.Bytes, into) + Copy(texts.Ends, into[texts.Bytes.Length..]),
        FixedColumn<int> values => Copy(values.Values, into),
        FixedColumn<long> values => Copy(values.Values, into),
        FixedColumn<double> values => Copy(values.Values, into),
        FixedColumn<Guid> values => Copy(values.Values, into),
        _ => throw new ArgumentException(column.Schema.Name, nameof(column)),
    };

    private static int Copy<T>(ReadOnlySpan<T> values, Span<byte> into)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values);
        bytes.CopyTo(into);
        return bytes.Length;
    }
}
