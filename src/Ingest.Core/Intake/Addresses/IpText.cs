using System.Buffers.Text;
using System.Globalization;

namespace Ingest.Core.Intake.Addresses;

/// <summary>Text forms of IP addresses as UTF-8.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public static class IpText
{
    /// <summary>Longest canonical text: eight groups of four digits.</summary>
    public const int BytesMax = 39;

    private const int Groups = 8;

    internal static bool TryParseV4(ReadOnlySpan<byte> text, out uint address)
    {
        address = 0;
        for (var part = 0; part < 4; part++)
        {
            if (part > 0 && !TryCut(ref text, (byte)'.'))
            {
                return false;
            }

            if (!TryReadOctet(ref text, out var octet))
            {
                return false;
            }

            address = (address << 8) | octet;
        }

        return text.IsEmpty;
    }

    internal static bool TryParseV6(ReadOnlySpan<byte> text, out UInt128 address)
    {
        var zone = text.IndexOf((byte)'%');
        text = zone < 0 ? text : text[..zone];

        address = 0;
        var gap = text.IndexOf("::"u8);
        if (gap < 0)
        {
            return TryReadGroups(text, out address, out var all) && all == Groups;
        }

        // Only the end may be written as IPv4.
        if (text[..gap].Contains((byte)'.') ||
            !TryReadGroups(text[..gap], out var head, out var before) || !TryReadGroups(text[(gap + 2)..], out var tail, out var after) ||
            before + after >= Groups)
        {
            return false;
        }

        address = (before == 0 ? 0 : head << (16 * (Groups - before))) | tail;
        return true;
    }

    internal static int FormatV4(uint address, Span<byte> text)
    {
        var length = 0;
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            length += FormatNumber((address >> shift) & 0xFF, text[length..], 'D');
            if (shift > 0)
            {
                text[length++] = (byte)'.';
            }
        }

        return length;
    }

    internal static int FormatV6(UInt128 address, Span<byte> text)
    {
        var (gapStart, gapEnd) = LongestZeros(address);
        var length = 0;
        for (var group = 0; group < Groups; group++)
        {
            if (group == gapStart)
            {
                text[length++] = (byte)':';
                text[length++] = (byte)':';
                group = gapEnd - 1;
                continue;
            }

            if (group > 0 && group != gapEnd)
            {
                text[length++] = (byte)':';
            }

            length += FormatNumber(GroupOf(address, group), text[length..], 'x');
        }

        return length;
    }

    // Groups of hexadecimal digits; the last may be an IPv4 address, which counts two.
    private static bool TryReadGroups(ReadOnlySpan<byte> text, out UInt128 value, out int count)
    {
        (value, count) = (0, 0);
        while (!text.IsEmpty)
        {
            if (count > 0 && !TryCut(ref text, (byte)':'))
            {
                return false;
            }

            if (TryParseV4(text, out var v4))
            {
                value = (value << 32) | v4;
                count += 2;
                return count <= Groups;
            }

            var end = text.IndexOf((byte)':');
            var group = end < 0 ? text : text[..end];
            if (group.Length is 0 or > 4 || count == Groups || !ushort.TryParse(group, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            value = (value << 16) | number;
            count++;
            text = text[group.Length..];
        }

        return true;
    }

    private static bool TryReadOctet(ref ReadOnlySpan<byte> text, out uint octet)
    {
        octet = 0;
        var digits = 0;
        while (digits < text.Length && digits < 3 && char.IsAsciiDigit((char)text[digits]))
        {
            octet = (octet * 10) + text[digits] - '0';
            digits++;
        }

        var hasLeadingZero = digits > 1 && text[0] == '0';
        text = text[digits..];
        return digits > 0 && octet <= 255 && !hasLeadingZero;
    }

    private static bool TryCut(ref ReadOnlySpan<byte> text, byte separator)
    {
        if (text.IsEmpty || text[0] != separator)
        {
            return false;
        }

        text = text[1..];
        return true;
    }

    // RFC 5952 §4.2: the first of the longest runs of at least two zero groups is left out.
    private static (int Start, int End) LongestZeros(UInt128 address)
    {
        var (start, end) = (-1, -1);
        for (var group = 0; group < Groups; group++)
        {
            var first = group;
            while (group < Groups && GroupOf(address, group) == 0)
            {
                group++;
            }

            if (group - first > Math.Max(end - start, 1))
            {
                (start, end) = (first, group);
            }
        }

        return (start, end);
    }

    private static uint GroupOf(UInt128 address, int group) => (ushort)(address >> (16 * (Groups - 1 - group)));

    private static int FormatNumber(uint value, Span<byte> text, char format)
    {
        Utf8Formatter.TryFormat(value, text, out var written, format);
        return written;
    }
}
