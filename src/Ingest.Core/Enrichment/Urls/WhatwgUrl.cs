using Ingest.Core.Buffers;

namespace Ingest.Core.Enrichment.Urls;

/// <summary>A URL as the WHATWG URL Standard parses it: what a browser and Node.js see, which System.Uri does not.</summary>
/// <remarks>Hot path: no allocation per event, except for hosts that are not plain ASCII. The slices lie in the arena given to the parser.</remarks>
public struct WhatwgUrl
{
    // One scratch arena for each thread: validity is asked by whichever thread parses a body, and nothing outlives the call.
    [ThreadStatic]
    private static Utf8Arena? _scratch;

    /// <summary>Lower-case scheme without colon.</summary>
    public Utf8Slice Scheme { get; internal set; }

    /// <summary>User name, percent-encoded; empty when there is none.</summary>
    public Utf8Slice Username { get; internal set; }

    /// <summary>Password, percent-encoded; empty when there is none.</summary>
    public Utf8Slice Password { get; internal set; }

    /// <summary>Host: a lower-case ASCII domain, an IPv4 address, an IPv6 address in brackets, or an opaque host; absent for <c>mailto:</c> and the like.</summary>
    public Utf8Slice Host { get; internal set; }

    /// <summary>Port, 0 to 65535; -1 when absent or the scheme's default.</summary>
    public int Port { get; internal set; }

    /// <summary>Path: begins with a slash, or is opaque, or is empty.</summary>
    public Utf8Slice Path { get; internal set; }

    /// <summary>Query without question mark; absent without one, empty for a bare question mark.</summary>
    public Utf8Slice Query { get; internal set; }

    /// <summary>Fragment without hash sign; absent without one, empty for a bare hash sign.</summary>
    public Utf8Slice Fragment { get; internal set; }

    /// <summary>True when the path is one opaque text, as in <c>mailto:a@b</c>.</summary>
    public bool HasOpaquePath { get; internal set; }

    internal UrlScheme SchemeKind { get; set; }

    /// <summary>True when the text parses against the base <c>https://localhost</c>: what Umami's schema asks of <c>url</c> and <c>referrer</c>.</summary>
    public static bool IsValid(ReadOnlySpan<byte> url)
    {
        if (IsPlainlyRelative(url) || PlainUrl.TryFind(url, out _))
        {
            return true;
        }

        var arena = _scratch ??= new Utf8Arena();
        WhatwgUrl baseUrl = default;
        var isValid = (UrlText.IsAbsolute(url) || TryParse("https://localhost"u8, arena, out baseUrl)) && TryParse(url, baseUrl, arena, out _);
        arena.Clear();
        return isValid;
    }

    /// <summary>Parses an absolute URL. When it is invalid the arena is as it was before.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, Utf8Arena arena, out WhatwgUrl url) => TryParse(text, default, arena, out url);

    /// <summary>Parses a URL that may be relative to another, which must lie in the same arena. When it is invalid the arena is as it was before.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, in WhatwgUrl baseUrl, Utf8Arena arena, out WhatwgUrl url) =>
        TryParsePlain(text, baseUrl, arena, out url) || TryParseSlow(text, baseUrl, arena, out url);

    private static bool TryParsePlain(ReadOnlySpan<byte> text, in WhatwgUrl baseUrl, Utf8Arena arena, out WhatwgUrl url)
    {
        url = default;
        if (PlainUrl.TryFind(text, out var parts))
        {
            parts.Fill(text, arena, ref url);
            return true;
        }

        // With an opaque path a base is of no special scheme; that of a file may have a drive letter, which stays.
        if (baseUrl.SchemeKind is not (UrlScheme.Http or UrlScheme.Https) || !PlainUrl.TryFindPath(text, out parts))
        {
            return false;
        }

        url = baseUrl;
        parts.Fill(text, arena, ref url);
        return true;
    }

    /// <summary>The parser of the standard, which any URL may be given to.</summary>
    internal static bool TryParseSlow(ReadOnlySpan<byte> text, in WhatwgUrl baseUrl, Utf8Arena arena, out WhatwgUrl url)
    {
        var length = arena.Length;
        var parser = new UrlParser(UrlParser.Clean(text, arena), baseUrl, arena);
        if (parser.TryRun(out url))
        {
            return true;
        }

        arena.Rewind(length);
        return false;
    }

    // A path, query or fragment cannot fail: only schemes and authorities can.
    private static bool IsPlainlyRelative(ReadOnlySpan<byte> url) => url switch
    {
        [] or [(byte)'?' or (byte)'#', ..] or [(byte)'/'] => true,
        [(byte)'/', var second, ..] => second is not ((byte)'/' or (byte)'\\' or (byte)'\t' or (byte)'\n' or (byte)'\r'),
        _ => false,
    };
}
