using System.Buffers.Binary;
using System.Text;

namespace Ingest.Tests.Enrichment.Location;

/// <summary>Encodes values of the MaxMind DB format. A text that was written before becomes a pointer.</summary>
internal sealed class MmdbEncoder
{
    private readonly MemoryStream _bytes = new();
    private readonly Dictionary<string, long> _texts = new(StringComparer.Ordinal);

    public byte[] ToArray() => _bytes.ToArray();

    public long WriteRaw(byte[] bytes)
    {
        var at = _bytes.Length;
        _bytes.Write(bytes);
        return at;
    }

    public long Write(object value)
    {
        var at = _bytes.Length;
        switch (value)
        {
            case string text: WriteText(text); break;
            case Dictionary<string, object> map: WriteMap(map); break;
            case object[] array: WriteArray(array); break;
            case bool boolean: WriteHead(14, boolean ? 1 : 0); break;
            case ushort number: WriteNumber(5, number); break;
            case uint number: WriteNumber(6, number); break;
            case ulong number: WriteNumber(9, number); break;
            case UInt128 number: WriteNumber(10, number); break;
            case int number: WriteNumber(8, (uint)number); break;
            case byte[] bytes: WriteBlock(4, bytes); break;
            case double number: WriteFixed(3, 8, bytes => BinaryPrimitives.WriteDoubleBigEndian(bytes, number)); break;
            case float number: WriteFixed(15, 4, bytes => BinaryPrimitives.WriteSingleBigEndian(bytes, number)); break;
            default: throw new ArgumentException($"No type for {value}.", nameof(value));
        }

        return at;
    }

    private void WriteMap(Dictionary<string, object> map)
    {
        WriteHead(7, map.Count);
        foreach (var (key, member) in map)
        {
            Write(key);
            Write(member);
        }
    }

    private void WriteArray(object[] array)
    {
        WriteHead(11, array.Length);
        foreach (var element in array)
        {
            Write(element);
        }
    }

    private void WriteText(string text)
    {
        if (_texts.TryGetValue(text, out var at))
        {
            WritePointer(at);
            return;
        }

        _texts[text] = _bytes.Length;
        WriteBlock(2, Encoding.UTF8.GetBytes(text));
    }

    private void WritePointer(long at)
    {
        Span<byte> bytes = stackalloc byte[5];
        switch (at)
        {
            case < 2048:
                BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(0x2000 | at));
                _bytes.Write(bytes[..2]);
                break;
            case < 526336:
                BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)(0x280000 | (at - 2048)));
                _bytes.Write(bytes[1..4]);
                break;
            default:
                BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)(0x30000000 | (at - 526336)));
                _bytes.Write(bytes[..4]);
                break;
        }
    }

    private void WriteNumber(int type, UInt128 number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        WriteBlock(type, bytes.TrimStart((byte)0));
    }

    private void WriteFixed(int type, int size, Action<byte[]> write)
    {
        var bytes = new byte[size];
        write(bytes);
        WriteBlock(type, bytes);
    }

    private void WriteBlock(int type, ReadOnlySpan<byte> bytes)
    {
        WriteHead(type, bytes.Length);
        _bytes.Write(bytes);
    }

    private void WriteHead(int type, int size)
    {
        var low = size switch { < 29 => size, < 285 => 29, < 65821 => 30, _ => 31 };
        _bytes.WriteByte((byte)(((type < 8 ? type : 0) << 5) | low));
        if (type >= 8)
        {
            _bytes.WriteByte((byte)(type - 7));
        }

        Span<byte> more = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(more, low switch { 29 => size - 29, 30 => size - 285, 31 => size - 65821, _ => 0 });
        _bytes.Write(more[(4 - Math.Max(0, low - 28))..]);
    }
}
