using Ingest.Parquet.Columns;
using Ingest.Parquet.Encodings;

namespace Ingest.Parquet.Reading;

/// <summary>Appends yes and no.</summary>
internal sealed class BooleanSink(FixedColumn<byte> column) : ValueSink
{
    private byte[] _bits = [];
    private int _next;

    /// <inheritdoc/>
    public override void ReadDictionary(ReadOnlySpan<byte> bytes, int count, string part) =>
        throw ParquetException.Damaged(part, "is a dictionary of yes and no, which is not allowed");

    /// <inheritdoc/>
    public override void ReadPage(ReadOnlySpan<byte> bytes, int count, ValueEncoding encoding, string part)
    {
        if (encoding != ValueEncoding.Plain)
        {
            throw Unsupported(encoding, part);
        }

        if (count > (long)bytes.Length * 8)
        {
            throw ParquetException.Damaged(part, "has fewer values than its header says");
        }

        (_bits, _next) = (bytes.ToArray(), 0);
    }

    /// <inheritdoc/>
    public override void AddNext()
    {
        column.Add((byte)(_bits[_next / 8] >> (_next % 8) & 1));
        _next++;
    }

    /// <inheritdoc/>
    public override void AddNull() => column.AddNull();
}
