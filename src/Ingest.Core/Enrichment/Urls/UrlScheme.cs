namespace Ingest.Core.Enrichment.Urls;

/// <summary>The schemes that the WHATWG URL Standard treats specially, and all others.</summary>
internal enum UrlScheme : byte
{
    Other,
    Http,
    Https,
    Ws,
    Wss,
    Ftp,
    File,
}

/// <summary>Facts about <see cref="UrlScheme"/>.</summary>
internal static class UrlSchemes
{
    public static bool IsSpecial(this UrlScheme scheme) => scheme != UrlScheme.Other;

    /// <summary>The port that is left out of a URL of this scheme; -1 when there is none.</summary>
    public static int DefaultPort(this UrlScheme scheme) => scheme switch
    {
        UrlScheme.Http or UrlScheme.Ws => 80,
        UrlScheme.Https or UrlScheme.Wss => 443,
        UrlScheme.Ftp => 21,
        _ => -1,
    };

    /// <summary>The scheme of a lower-case name without colon.</summary>
    public static UrlScheme Parse(ReadOnlySpan<byte> name) => name switch
    {
        [(byte)'h', (byte)'t', (byte)'t', (byte)'p', (byte)'s'] => UrlScheme.Https,
        [(byte)'h', (byte)'t', (byte)'t', (byte)'p'] => UrlScheme.Http,
        [(byte)'w', (byte)'s', (byte)'s'] => UrlScheme.Wss,
        [(byte)'w', (byte)'s'] => UrlScheme.Ws,
        [(byte)'f', (byte)'t', (byte)'p'] => UrlScheme.Ftp,
        [(byte)'f', (byte)'i', (byte)'l', (byte)'e'] => UrlScheme.File,
        _ => UrlScheme.Other,
    };
}
