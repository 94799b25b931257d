using System.Buffers.Binary;
using System.Numerics;
using Ingest.Parquet.Buffers;

namespace Ingest.Parquet.Compression;

/// <summary>
/// Writes Snappy's block format. A table of the last place of each four bytes finds repetitions; where there are none, ever more bytes are passed over.
/// </summary>
/// <remarks>Hot path: no allocation per row.</remarks>
internal sealed class SnappyEncoder
{
    // Blocks of 64 KiB, as the format's authors have them: every distance fits two bytes.
    private const int BlockBytes = 64 * 1024;
    private const int TableBits = 14;
    private const int MatchBytes = 4;
    private const int TailBytes = 16;

    private readonly ushort[] _places = new ushort[1 << TableBits];

    /// <summary>Appends the compressed form.</summary>
    public void Encode(ReadOnlySpan<byte> bytes, ByteBuffer output)
    {
        output.AddVarint((uint)bytes.Length);
        while (!bytes.IsEmpty)
        {
            var block = bytes[..Math.Min(bytes.Length, BlockBytes)];
            // A literal takes up to 3 bytes of header, and follows a copy that saved them: 1/32 is more than enough.
            var room = output.Reserve(block.Length + (block.Length / 32) + (2 * TailBytes));
            output.Advance(Encode(block, room));
            bytes = bytes[block.Length..];
        }
    }

    private int Encode(ReadOnlySpan<byte> block, Span<byte> into)
    {
        _places.AsSpan().Clear();
        var (written, literal, at, misses) = (0, 0, 1, 32);
        while (at < block.Length - TailBytes)
        {
            var four = BinaryPrimitives.ReadUInt32LittleEndian(block[at..]);
            ref var place = ref _places[four * 0x1E35A7BDu >> (32 - TableBits)];
            var before = (int)place;
            place = (ushort)at;
            if (before >= at || BinaryPrimitives.ReadUInt32LittleEndian(block[before..]) != four)
            {
                at += misses++ >> 5;
                continue;
            }

            written += Literal(block[literal..at], into[written..]);
            var length = MatchBytes + MatchLength(block, before + MatchBytes, at + MatchBytes);
            written += Copy(at - before, length, into[written..]);
            at += length;
            literal = at;
            misses = 32;
        }

        return written + Literal(block[literal..], into[written..]);
    }

    private static int MatchLength(ReadOnlySpan<byte> block, int before, int at)
    {
        var length = 0;
        while (block.Length - at - length >= sizeof(ulong))
        {
            var difference = BinaryPrimitives.ReadUInt64LittleEndian(block[(before + length)..]) ^ BinaryPrimitives.ReadUInt64LittleEndian(block[(at + length)..]);
            if (difference != 0)
            {
                return length + (BitOperations.TrailingZeroCount(difference) / 8);
            }

            length += sizeof(ulong);
        }

        while (at + length < block.Length && block[before + length] == block[at + length])
        {
            length++;
        }

        return length;
    }

    private static int Literal(ReadOnlySpan<byte> bytes, Span<byte> into)
    {
        if (bytes.IsEmpty)
        {
            return 0;
        }

        var header = Header(bytes.Length - 1, into);
        bytes.CopyTo(into[header..]);
        return header + bytes.Length;
    }

    private static int Header(int lengthLessOne, Span<byte> into)
    {
        const int shortMax = 59;
        if (lengthLessOne <= shortMax)
        {
            into[0] = (byte)(lengthLessOne << 2);
            return 1;
        }

        var isOneByte = lengthLessOne <= byte.MaxValue;
        into[0] = (byte)((isOneByte ? shortMax + 1 : shortMax + 2) << 2);
        into[1] = (byte)lengthLessOne;
        into[2] = (byte)(lengthLessOne >> 8);
        return isOneByte ? 2 : 3;
    }

    private static int Copy(int distance, int length, Span<byte> into)
    {
        const int longMax = 64;
        var written = 0;
        // At least four are left for the last copy, which may then be a short one.
        for (; length >= longMax + MatchBytes; length -= longMax)
        {
            written += LongCopy(distance, longMax, into[written..]);
        }

        if (length > longMax)
        {
            const int all = longMax - MatchBytes;
            written += LongCopy(distance, all, into[written..]);
            length -= all;
        }

        if (length is >= MatchBytes and < 12 && distance < 2048)
        {
            into[written] = (byte)(1 | ((length - MatchBytes) << 2) | (distance >> 8 << 5));
            into[written + 1] = (byte)distance;
            return written + 2;
        }

        return written + LongCopy(distance, length, into[written..]);
    }

    private static int LongCopy(int distance, int length, Span<byte> into)
    {
        into[0] = (byte)(2 | ((length - 1) << 2));
        into[1] = (byte)distance;
        into[2] = (byte)(distance >> 8);
        return 3;
    }
}
