using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Ingest.Parquet.Columns;

namespace Ingest.Commands.Lake.Export;

/// <summary>Rows of RowBinary, one after another, into the columns of a batch.</summary>
/// <remarks>Hot path: no allocation per row, but for texts that are not UTF-8 and for maps of many keys.</remarks>
internal sealed class RowDecoder(IReadOnlyList<SourceColumn> columns)
{
    /// <summary>Bytes of one row at most: what is more is not a row, but the wrong place.</summary>
    public const int RowBytesMax = 256 << 20;

    private const int UuidBytes = 16;

    // 10^(6 - scale) and 10^(scale - 6).
    private static readonly long[] Powers = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000];
    private const int MicrosScale = 6;
    private const long MicrosOfSecond = 1_000_000;

    // Most maps have a few keys: those are compared one by one, without a set.
    private const int ShortMap = 16;

    private readonly HashSet<string> _keysOfRow = new(StringComparer.Ordinal);

    /// <summary>Texts that were not UTF-8, which Iceberg's are: what is not is U+FFFD in the lake.</summary>
    public long MendedTexts { get; private set; }

    /// <summary>Length of the row at the beginning of the bytes; -1 when its end is not among them.</summary>
    /// <exception cref="InvalidDataException">No row can begin so.</exception>
    public int Measure(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        foreach (var column in columns)
        {
            if (!TrySkip(column.Wire, bytes, ref at))
            {
                return -1;
            }
        }

        return at;
    }

    /// <summary>Appends a whole row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="into">The batch's columns, in the order of the source's.</param>
    /// <exception cref="InvalidDataException">A value has no form in the lake.</exception>
    public void Read(ReadOnlySpan<byte> row, IReadOnlyList<Column> into)
    {
        var at = 0;
        for (var i = 0; i < into.Count; i++)
        {
            Read(columns[i], columns[i].Wire, row, ref at, into[i]);
        }
    }

    private static bool TrySkip(WireType type, ReadOnlySpan<byte> bytes, ref int at)
    {
        if (type.IsNullable)
        {
            if (at >= bytes.Length)
            {
                return false;
            }

            if (bytes[at++] != 0)
            {
                return true;
            }
        }

        switch (type.Kind)
        {
            case WireKind.Text:
                if (!TryLength(bytes, ref at, out var length))
                {
                    return false;
                }

                at += length;
                return at <= bytes.Length;
            case WireKind.Map:
                return TrySkipMap(type, bytes, ref at);
            default:
                at += type.Width;
                return at <= bytes.Length;
        }
    }

    private static bool TrySkipMap(WireType type, ReadOnlySpan<byte> bytes, ref int at)
    {
        if (!TryLength(bytes, ref at, out var pairs))
        {
            return false;
        }

        for (var i = 0; i < pairs; i++)
        {
            if (!TryLength(bytes, ref at, out var length) || (at += length) > bytes.Length || !TrySkip(type.Value!, bytes, ref at))
            {
                return false;
            }
        }

        return true;
    }

    // Seven bits a byte, the lowest first.
    private static bool TryLength(ReadOnlySpan<byte> bytes, ref int at, out int length)
    {
        var value = 0L;
        for (var shift = 0; at < bytes.Length; shift += 7)
        {
            var next = bytes[at++];
            value |= (long)(next & 0x7F) << shift;
            if (value > RowBytesMax || shift > 35)
            {
                throw new InvalidDataException($"a length is more than {RowBytesMax} bytes");
            }

            if (next < 0x80)
            {
                length = (int)value;
                return true;
            }
        }

        length = 0;
        return false;
    }

    private void Read(SourceColumn column, WireType type, ReadOnlySpan<byte> bytes, ref int at, Column into)
    {
        if (type.IsNullable && bytes[at++] != 0)
        {
            into.AddNull();
            return;
        }

        switch (type.Kind)
        {
            case WireKind.Text:
                ((TextColumn)into).Add(Mend(TextAt(bytes, ref at)));
                return;
            case WireKind.Map:
                ReadMap(column, type, bytes, ref at, (MapColumn)into);
                return;
            default:
                ReadFixed(column, type, bytes.Slice(at, type.Width), into);
                at += type.Width;
                return;
        }
    }

    private static void ReadFixed(SourceColumn column, WireType type, ReadOnlySpan<byte> value, Column into)
    {
        switch (type.Kind)
        {
            case WireKind.Uuid:
                ((FixedColumn<Guid>)into).Add(UuidOf(value));
                break;
            case WireKind.Bool:
                ((FixedColumn<byte>)into).Add(value[0] == 0 ? (byte)0 : (byte)1);
                break;
            case WireKind.Float32:
                ((FixedColumn<double>)into).Add(BinaryPrimitives.ReadSingleLittleEndian(value));
                break;
            case WireKind.Float64:
                ((FixedColumn<double>)into).Add(BinaryPrimitives.ReadDoubleLittleEndian(value));
                break;
            case WireKind.Int8 or WireKind.UInt8 or WireKind.Int16 or WireKind.UInt16 or WireKind.Int32 or WireKind.Date or WireKind.Date32:
                ((FixedColumn<int>)into).Add(IntOf(type.Kind, value));
                break;
            default:
                ((FixedColumn<long>)into).Add(LongOf(column, type, value));
                break;
        }
    }

    private static int IntOf(WireKind kind, ReadOnlySpan<byte> value) => kind switch
    {
        WireKind.Int8 => (sbyte)value[0],
        WireKind.UInt8 => value[0],
        WireKind.Int16 => BinaryPrimitives.ReadInt16LittleEndian(value),
        WireKind.UInt16 or WireKind.Date => BinaryPrimitives.ReadUInt16LittleEndian(value),
        _ => BinaryPrimitives.ReadInt32LittleEndian(value),
    };

    private static long LongOf(SourceColumn column, WireType type, ReadOnlySpan<byte> value) => type.Kind switch
    {
        WireKind.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(value),
        WireKind.DateTime => BinaryPrimitives.ReadUInt32LittleEndian(value) * MicrosOfSecond,
        WireKind.Decimal32 => BinaryPrimitives.ReadInt32LittleEndian(value),
        WireKind.DateTime64 => MicrosOf(column, BinaryPrimitives.ReadInt64LittleEndian(value), type.Scale),
        WireKind.UInt64 when BinaryPrimitives.ReadUInt64LittleEndian(value) is > long.MaxValue and var large =>
            throw new InvalidDataException($"the column {column.Name} has {large}, and Iceberg's long ends at {long.MaxValue}"),
        _ => BinaryPrimitives.ReadInt64LittleEndian(value),
    };

    // What is finer than a microsecond is cut off, towards the past: never into the next day.
    private static long MicrosOf(SourceColumn column, long ticks, int scale)
    {
        if (scale > MicrosScale)
        {
            var part = Powers[scale - MicrosScale];
            return (ticks / part) - (ticks % part < 0 ? 1 : 0);
        }

        var factor = Powers[MicrosScale - scale];
        return ticks <= long.MaxValue / factor && ticks >= long.MinValue / factor
            ? ticks * factor
            : throw new InvalidDataException($"the column {column.Name} has a time that is {ticks} / 10^{scale} seconds from 1970, which is beyond Iceberg's");
    }

    private static Guid UuidOf(ReadOnlySpan<byte> value)
    {
        Span<byte> bytes = stackalloc byte[UuidBytes];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, BinaryPrimitives.ReadUInt64LittleEndian(value));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[sizeof(ulong)..], BinaryPrimitives.ReadUInt64LittleEndian(value[sizeof(ulong)..]));
        return new Guid(bytes, bigEndian: true);
    }

    private static ReadOnlySpan<byte> TextAt(ReadOnlySpan<byte> bytes, ref int at)
    {
        TryLength(bytes, ref at, out var length);
        at += length;
        return bytes[(at - length)..at];
    }

    private ReadOnlySpan<byte> Mend(ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text))
        {
            return text;
        }

        MendedTexts++;
        return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));
    }

    // Of equal keys the first counts, as ClickHouse's column['key'] reads it: a map of Parquet has each key once.
    private void ReadMap(SourceColumn column, WireType type, ReadOnlySpan<byte> bytes, ref int at, MapColumn into)
    {
        TryLength(bytes, ref at, out var pairs);
        var first = into.Keys.Count;
        _keysOfRow.Clear();
        for (var i = 0; i < pairs; i++)
        {
            var key = Mend(TextAt(bytes, ref at));
            if (IsFirst(into.Keys, first, key, isLong: pairs > ShortMap))
            {
                into.Keys.Add(key);
                Read(column, type.Value!, bytes, ref at, into.Values);
            }
            else
            {
                TrySkip(type.Value!, bytes, ref at);
            }
        }

        into.EndRow();
    }

    // Comparing each key with all before it would take minutes for hostile events, which have thousands.
    private bool IsFirst(TextColumn keys, int first, ReadOnlySpan<byte> key, bool isLong)
    {
        if (isLong)
        {
            return _keysOfRow.Add(Encoding.UTF8.GetString(key));
        }

        for (var i = first; i < keys.Count; i++)
        {
            if (keys[i].SequenceEqual(key))
            {
                return false;
            }
        }

        return true;
    }
}
