using System.Buffers.Text;
using Ingest.Core.Buffers;

namespace Ingest.Core.Enrichment.Urls;

/// <summary>IPv6 addresses in hosts, WHATWG URL Standard §3.5: stricter than <see cref="System.Net.IPAddress"/>, without zone ids.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class UrlIpv6
{
    private const int Pieces = 8;

    /// <summary>Appends the canonical form, in brackets, of an address without them.</summary>
    public static bool TryAppend(ReadOnlySpan<byte> text, Utf8Arena arena)
    {
        Span<ushort> pieces = stackalloc ushort[Pieces];
        if (!TryParse(text, pieces))
        {
            return false;
        }

        arena.Append("["u8);
        Append(arena, pieces);
        arena.Append("]"u8);
        return true;
    }

    private static bool TryParse(ReadOnlySpan<byte> text, Span<ushort> pieces)
    {
        var (count, compressAt) = (0, -1);
        if (text.StartsWith(":"u8))
        {
            if (!text.StartsWith("::"u8))
            {
                return false;
            }

            text = text[2..];
            compressAt = ++count;
        }

        while (!text.IsEmpty)
        {
            if (count == Pieces)
            {
                return false;
            }

            if (text[0] == ':')
            {
                // The second colon of "::"; the first ended the piece before.
                if (compressAt >= 0)
                {
                    return false;
                }

                text = text[1..];
                compressAt = ++count;
                continue;
            }

            var length = ReadPiece(text, out var piece);
            if (length < text.Length && text[length] == '.')
            {
                return length > 0 && TryParseIpv4(text, pieces, ref count) && Expand(pieces, count, compressAt);
            }

            // A piece ends with the address or with a colon that something follows.
            if (length == 0 || (length < text.Length && (text[length] != ':' || length + 1 == text.Length)))
            {
                return false;
            }

            pieces[count++] = piece;
            text = text[Math.Min(length + 1, text.Length)..];
        }

        return Expand(pieces, count, compressAt);
    }

    private static int ReadPiece(ReadOnlySpan<byte> text, out ushort piece)
    {
        var (length, value) = (0, 0);
        while (length < 4 && length < text.Length && char.IsAsciiHexDigit((char)text[length]))
        {
            value = (value << 4) | PercentEncoding.HexDigit(text[length++]);
        }

        piece = (ushort)value;
        return length;
    }

    // The last two pieces may be four decimal numbers without leading zeros.
    private static bool TryParseIpv4(ReadOnlySpan<byte> text, Span<ushort> pieces, ref int count)
    {
        if (count > Pieces - 2)
        {
            return false;
        }

        for (var index = 0; index < 4; index++)
        {
            var dot = text.IndexOf((byte)'.');
            var part = dot < 0 ? text : text[..dot];
            if ((dot < 0) != (index == 3) || !TryReadDecimal(part, out var value))
            {
                return false;
            }

            ref var piece = ref pieces[count + (index / 2)];
            piece = (ushort)((piece << 8) | value);
            text = text[Math.Min(part.Length + 1, text.Length)..];
        }

        count += 2;
        return true;
    }

    private static bool TryReadDecimal(ReadOnlySpan<byte> text, out byte value) =>
        Utf8Parser.TryParse(text, out value, out var read)
        && read == text.Length
        && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9')
        && (text[0] != '0' || text.Length == 1);

    // Moves what stands after "::" to the end. The "::" itself has taken one piece, since it stands for one at least.
    private static bool Expand(Span<ushort> pieces, int count, int compressAt)
    {
        if (compressAt < 0)
        {
            return count == Pieces;
        }

        var moved = count - compressAt;
        pieces[compressAt..count].CopyTo(pieces[(Pieces - moved)..]);
        pieces[compressAt..(Pieces - moved)].Clear();
        return true;
    }

    private static void Append(Utf8Arena arena, ReadOnlySpan<ushort> pieces)
    {
        var (start, length) = LongestZeros(pieces);
        for (var index = 0; index < Pieces; index++)
        {
            if (length > 1 && index == start)
            {
                arena.Append(index == 0 ? "::"u8 : ":"u8);
                index += length - 1;
                continue;
            }

            Utf8Formatter.TryFormat(pieces[index], arena.GetSpan(4), out var written, new System.Buffers.StandardFormat('x'));
            arena.Advance(written);
            arena.Append(index < Pieces - 1 ? ":"u8 : default);
        }
    }

    // The first of the longest runs of zero pieces: the one that "::" stands for when it is longer than one.
    private static (int Start, int Length) LongestZeros(ReadOnlySpan<ushort> pieces)
    {
        var (start, length, run) = (0, 0, 0);
        for (var index = 0; index < Pieces; index++)
        {
            run = pieces[index] == 0 ? run + 1 : 0;
            if (run > length)
            {
                (start, length) = (index - run + 1, run);
            }
        }

        return (start, length);
    }
}
