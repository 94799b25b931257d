using System.Runtime.CompilerServices;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Encodings;

namespace Ingest.Parquet.Reading;

/// <summary>Appends values of one size.</summary>
internal sealed class FixedSink<T, TType>(FixedColumn<T> column) : ValueSink
    where T : unmanaged
    where TType : IFixedType<T>
{
    private T[] _dictionary = [];
    private T[] _page = [];
    private int _entries;
    private int _next;

    /// <inheritdoc/>
    public override void ReadDictionary(ReadOnlySpan<byte> bytes, int count, string part)
    {
        _entries = count;
        ReadPlain(bytes, count, ref _dictionary, part);
    }

    /// <inheritdoc/>
    public override void ReadPage(ReadOnlySpan<byte> bytes, int count, ValueEncoding encoding, string part)
    {
        _next = 0;
        switch (encoding)
        {
            case ValueEncoding.Plain:
                ReadPlain(bytes, count, ref _page, part);
                break;
            case ValueEncoding.DeltaBinaryPacked:
                _page = Room(_page, count);
                TType.ReadDeltas(bytes, _page.AsSpan(0, count), part);
                break;
            case ValueEncoding.RleDictionary or ValueEncoding.PlainDictionary:
                var indexes = new int[count];
                ReadIndexes(bytes, indexes, _entries, part);
                _page = Room(_page, count);
                for (var i = 0; i < count; i++)
                {
                    _page[i] = _dictionary[indexes[i]];
                }

                break;
            default:
                throw Unsupported(encoding, part);
        }
    }

    /// <inheritdoc/>
    public override void AddNext() => column.Add(_page[_next++]);

    /// <inheritdoc/>
    public override void AddNull() => column.AddNull();

    private static void ReadPlain(ReadOnlySpan<byte> bytes, int count, ref T[] into, string part)
    {
        if (count > bytes.Length / Unsafe.SizeOf<T>())
        {
            throw ParquetException.Damaged(part, "has fewer values than its header says");
        }

        into = Room(into, count);
        TType.Read(bytes[..(count * Unsafe.SizeOf<T>())], into.AsSpan(0, count));
    }

    private static T[] Room(T[] values, int count) => values.Length < count ? new T[count] : values;
}
