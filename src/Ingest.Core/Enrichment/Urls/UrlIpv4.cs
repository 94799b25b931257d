using System.Buffers.Text;
using Ingest.Core.Buffers;

namespace Ingest.Core.Enrichment.Urls;

/// <summary>IPv4 addresses in hosts, WHATWG URL Standard §3.5: decimal, octal and hexadecimal numbers, one to four of them.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class UrlIpv4
{
    private const int PartsMax = 4;

    /// <summary>True when the last label is a number, so that the domain must be an IPv4 address or fail.</summary>
    public static bool EndsInNumber(ReadOnlySpan<byte> domain)
    {
        if (domain.Length > 1 && domain[^1] == '.')
        {
            domain = domain[..^1];
        }

        var last = domain[(domain.LastIndexOf((byte)'.') + 1)..];
        return !last.IsEmpty && char.IsAsciiDigit((char)last[0]) && (!last.ContainsAnyExceptInRange((byte)'0', (byte)'9') || TryReadNumber(last, out _));
    }

    /// <summary>The address that a domain stands for.</summary>
    public static bool TryParse(ReadOnlySpan<byte> domain, out uint address)
    {
        address = 0;
        domain = domain.EndsWith("."u8) ? domain[..^1] : domain;
        for (var index = 0; index < PartsMax; index++)
        {
            var dot = domain.IndexOf((byte)'.');
            if (!TryReadNumber(dot < 0 ? domain : domain[..dot], out var number))
            {
                return false;
            }

            if (dot < 0)
            {
                // The last number fills all bytes that are left.
                var bits = 8 * (PartsMax - index);
                address |= (uint)number;
                return number < 1L << bits;
            }

            if (number > 255)
            {
                return false;
            }

            address |= (uint)number << (24 - (8 * index));
            domain = domain[(dot + 1)..];
        }

        return false;
    }

    /// <summary>Appends an address as four decimal numbers.</summary>
    public static void Append(Utf8Arena arena, uint address)
    {
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            Utf8Formatter.TryFormat((byte)(address >> shift), arena.GetSpan(3), out var written);
            arena.Advance(written);
            arena.Append(shift > 0 ? "."u8 : default);
        }
    }

    // Saturates far above 2^32, so that a number of any length is only too large.
    private static bool TryReadNumber(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        if (text.IsEmpty)
        {
            return false;
        }

        var radix = 10;
        if (text is [(byte)'0', (byte)'x' or (byte)'X', ..])
        {
            radix = 16;
            text = text[2..];
        }
        else if (text is [(byte)'0', _, ..])
        {
            radix = 8;
            text = text[1..];
        }

        foreach (var digit in text)
        {
            if (!char.IsAsciiHexDigit((char)digit) || PercentEncoding.HexDigit(digit) >= radix)
            {
                return false;
            }

            number = Math.Min((number * radix) + PercentEncoding.HexDigit(digit), 1L << 40);
        }

        return true;
    }
}
