using Ingest.Core.Buffers;

namespace Ingest.Core.Enrichment.Urls;

/// <summary>The authority, host and port states of the WHATWG URL Standard §4.4: credentials, host and port.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class UrlAuthority
{
    private const int PortMax = 65535;

    /// <summary>Reads <c>user:password@host:port</c> into a URL whose scheme is known.</summary>
    public static bool TryRead(ReadOnlySpan<byte> authority, Utf8Arena arena, ref WhatwgUrl url)
    {
        var at = authority.LastIndexOf((byte)'@');
        if (at >= 0)
        {
            ReadCredentials(authority[..at], arena, ref url);
            authority = authority[(at + 1)..];
            if (authority.IsEmpty)
            {
                return false;
            }
        }

        var colon = PortColon(authority);
        var host = colon < 0 ? authority : authority[..colon];
        if (host.IsEmpty && (colon == 0 || url.SchemeKind.IsSpecial()))
        {
            return false;
        }

        var port = -1;
        if (!UrlHost.TryAppend(host, isOpaque: !url.SchemeKind.IsSpecial(), arena, out var slice)
            || (colon >= 0 && !TryReadPort(authority[(colon + 1)..], out port)))
        {
            return false;
        }

        url.Host = slice;
        url.Port = port == url.SchemeKind.DefaultPort() ? -1 : port;
        return true;
    }

    private static void ReadCredentials(ReadOnlySpan<byte> text, Utf8Arena arena, ref WhatwgUrl url)
    {
        var colon = text.IndexOf((byte)':');
        url.Username = AppendEncoded(arena, colon < 0 ? text : text[..colon]);
        url.Password = colon < 0 ? default : AppendEncoded(arena, text[(colon + 1)..]);
    }

    private static Utf8Slice AppendEncoded(Utf8Arena arena, ReadOnlySpan<byte> text)
    {
        var start = arena.Length;
        PercentEncoding.AppendEncoded(arena, text, PercentEncoding.Userinfo);
        return arena.SliceFrom(start);
    }

    // The first colon outside brackets.
    private static int PortColon(ReadOnlySpan<byte> authority)
    {
        var isInside = false;
        for (var i = 0; i < authority.Length; i++)
        {
            switch (authority[i])
            {
                case (byte)'[':
                    isInside = true;
                    break;
                case (byte)']':
                    isInside = false;
                    break;
                case (byte)':' when !isInside:
                    return i;
            }
        }

        return -1;
    }

    // An empty text is no port. Leading zeros are allowed, however many.
    private static bool TryReadPort(ReadOnlySpan<byte> text, out int port)
    {
        port = text.IsEmpty ? -1 : 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            port = (port * 10) + digit - '0';
            if (port > PortMax)
            {
                return false;
            }
        }

        return true;
    }
}
