using System.Buffers;
using System.Text;
using Ingest.Core.Buffers;

namespace Ingest.Core.Enrichment.Urls;

/// <summary>The host parser of the WHATWG URL Standard §3.5.</summary>
/// <remarks>Hot path: no allocation per event for a domain of plain ASCII, which has no label that begins with <c>xn--</c>.</remarks>
internal static class UrlHost
{
    private static readonly SearchValues<byte> ForbiddenInHost = SearchValues.Create("\0\t\n\r #/:<>?@[\\]^|"u8);
    private static readonly SearchValues<byte> ForbiddenInDomain = SearchValues.Create(
        [.. "\0\t\n\r #/:<>?@[\\]^|%\u007f"u8, .. Enumerable.Range(1, 31).Select(i => (byte)i)]);

    /// <summary>Appends the canonical form of a host. False when it is none; the arena may then hold remains of the attempt.</summary>
    public static bool TryAppend(ReadOnlySpan<byte> text, bool isOpaque, Utf8Arena arena, out Utf8Slice host)
    {
        var start = arena.Length;
        var isValid = text is [(byte)'[', ..]
            ? text[^1] == ']' && UrlIpv6.TryAppend(text[1..^1], arena)
            : isOpaque ? TryAppendOpaque(text, arena) : TryAppendDomain(text, arena);
        host = arena.SliceFrom(start);
        return isValid;
    }

    private static bool TryAppendOpaque(ReadOnlySpan<byte> text, Utf8Arena arena)
    {
        if (text.ContainsAny(ForbiddenInHost))
        {
            return false;
        }

        PercentEncoding.AppendEncoded(arena, text, PercentEncoding.C0Control);
        return true;
    }

    private static bool TryAppendDomain(ReadOnlySpan<byte> text, Utf8Arena arena)
    {
        var start = arena.Length;
        var slice = arena.Append(text);
        slice = slice with { Length = PercentEncoding.DecodeInPlace(arena.Edit(slice)) };
        UrlText.LowerInPlace(arena.Edit(slice));
        if (NeedsIdna(arena[slice]))
        {
            if (!UrlIdna.TryToAscii(Encoding.UTF8.GetString(arena[slice]), out var ascii))
            {
                return false;
            }

            arena.Rewind(start);
            slice = arena.Append(Encoding.UTF8.GetBytes(ascii));
        }

        var domain = arena[slice];
        if (domain.IsEmpty || domain.ContainsAny(ForbiddenInDomain))
        {
            return false;
        }

        if (!UrlIpv4.EndsInNumber(domain))
        {
            arena.Rewind(start + slice.Length);
            return true;
        }

        if (!UrlIpv4.TryParse(domain, out var address))
        {
            return false;
        }

        arena.Rewind(start);
        UrlIpv4.Append(arena, address);
        return true;
    }

    private static bool NeedsIdna(ReadOnlySpan<byte> lowerDomain) =>
        !Ascii.IsValid(lowerDomain) || lowerDomain.StartsWith("xn--"u8) || lowerDomain.IndexOf(".xn--"u8) >= 0;
}
