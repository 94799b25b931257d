using System.Buffers;
using System.Runtime.InteropServices;
using Ingest.Core.Buffers;

namespace Ingest.Core.Enrichment.Urls;

/// <summary>
/// Finds the parts of a URL that the parser of the standard would leave as it stands, byte for byte: <c>http</c> or <c>https</c>, a lower-case
/// ASCII domain without port or credentials, a path without dot segments, and nothing to encode. Nearly every URL that a browser sends is one, and
/// is then found valid without a copy, and parsed with one.
/// </summary>
/// <remarks>Hot path: no allocation per event. Says nothing about any other URL: <see cref="UrlParser"/> decides.</remarks>
[StructLayout(LayoutKind.Auto)]
internal readonly struct PlainUrl
{
    private static readonly SearchValues<byte> DomainBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-"u8);

    // What ends a path or has to be looked at by the parser: bytes to be encoded, and the backslash, which is a slash.
    private static readonly SearchValues<byte> PathEnd = Beyond("?#\\ \"<>^`{}"u8);
    private static readonly SearchValues<byte> QueryEnd = Beyond("# \"<>'"u8);
    private static readonly SearchValues<byte> FragmentEnd = Beyond(" \"<>`"u8);

    private PlainUrl(int schemeLength, int pathAt, int queryAt, int fragmentAt) =>
        (SchemeLength, PathAt, QueryAt, FragmentAt) = (schemeLength, pathAt, queryAt, fragmentAt);

    /// <summary>Bytes of the scheme; 0 for a path on the base's host.</summary>
    public int SchemeLength { get; }

    /// <summary>Where the host begins.</summary>
    public int HostAt => SchemeLength + 3;

    /// <summary>Where the path begins, and the host ends.</summary>
    public int PathAt { get; }

    /// <summary>Where the question mark is, or else what follows the path.</summary>
    public int QueryAt { get; }

    /// <summary>Where the hash sign is, or else the end.</summary>
    public int FragmentAt { get; }

    /// <summary>Finds the parts of an absolute URL. False when it is not plain.</summary>
    public static bool TryFind(ReadOnlySpan<byte> text, out PlainUrl parts)
    {
        parts = default;
        var scheme = text.StartsWith("https://"u8) ? 5 : text.StartsWith("http://"u8) ? 4 : 0;
        if (scheme == 0)
        {
            return false;
        }

        var host = text[(scheme + 3)..];
        var length = host.IndexOfAnyExcept(DomainBytes);
        host = length < 0 ? host : host[..length];
        return IsPlainDomain(host) && TryFindPath(text, scheme, scheme + 3 + host.Length, out parts);
    }

    /// <summary>Finds the parts of a path that begins with one slash, to be read on its base's host. False when it is not plain.</summary>
    public static bool TryFindPath(ReadOnlySpan<byte> text, out PlainUrl parts)
    {
        parts = default;
        return text is [(byte)'/', ..] && text is not [_, (byte)'/', ..] && TryFindPath(text, 0, 0, out parts);
    }

    /// <summary>Copies the URL to the arena and sets the parts of it that were found.</summary>
    public void Fill(ReadOnlySpan<byte> text, Utf8Arena arena, ref WhatwgUrl url)
    {
        var start = arena.Append(text).Start;
        if (SchemeLength > 0)
        {
            url.Scheme = new Utf8Slice(start, SchemeLength);
            url.SchemeKind = SchemeLength == 4 ? UrlScheme.Http : UrlScheme.Https;
            (url.Host, url.Port) = (new Utf8Slice(start + HostAt, PathAt - HostAt), -1);
        }

        url.Path = QueryAt > PathAt ? new Utf8Slice(start + PathAt, QueryAt - PathAt) : arena.Append("/"u8);
        url.Query = FragmentAt > QueryAt ? new Utf8Slice(start + QueryAt + 1, FragmentAt - QueryAt - 1) : default;
        url.Fragment = text.Length > FragmentAt ? new Utf8Slice(start + FragmentAt + 1, text.Length - FragmentAt - 1) : default;
    }

    // A last label that begins with a letter makes no IPv4 address, and one of "xn--" is for the parser to look at.
    private static bool IsPlainDomain(ReadOnlySpan<byte> host)
    {
        var last = host[(host.LastIndexOf((byte)'.') + 1)..];
        return !last.IsEmpty && last[0] is >= (byte)'a' and <= (byte)'z' && host.IndexOf("xn--"u8) < 0;
    }

    private static bool TryFindPath(ReadOnlySpan<byte> text, int scheme, int pathAt, out PlainUrl parts)
    {
        parts = default;
        if (pathAt < text.Length && text[pathAt] is not ((byte)'/' or (byte)'?' or (byte)'#'))
        {
            return false;
        }

        var queryAt = End(text, pathAt, PathEnd);
        if (HasDots(text[pathAt..queryAt]))
        {
            return false;
        }

        var fragmentAt = queryAt < text.Length && text[queryAt] == '?' ? End(text, queryAt + 1, QueryEnd) : queryAt;
        if (fragmentAt < text.Length && (text[fragmentAt] != '#' || text[(fragmentAt + 1)..].ContainsAny(FragmentEnd)))
        {
            return false;
        }

        parts = new PlainUrl(scheme, pathAt, queryAt, fragmentAt);
        return true;
    }

    // A segment that begins with a dot, written as it is or as %2e, may be one that goes up.
    private static bool HasDots(ReadOnlySpan<byte> path) => path.IndexOf("/."u8) >= 0 || path.IndexOf("/%2"u8) >= 0;

    private static int End(ReadOnlySpan<byte> text, int start, SearchValues<byte> ends)
    {
        var length = text[start..].IndexOfAny(ends);
        return length < 0 ? text.Length : start + length;
    }

    private static SearchValues<byte> Beyond(ReadOnlySpan<byte> ascii) =>
        SearchValues.Create([.. ascii, .. Enumerable.Range(0, 256).Where(value => value is < 0x20 or >= 0x7F).Select(value => (byte)value)]);
}
