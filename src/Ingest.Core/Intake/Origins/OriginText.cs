namespace Ingest.Core.Intake.Origins;

/// <summary>Finds the host in an <c>Origin</c> (RFC 6454, section 7) or <c>Referer</c> header (RFC 9110, section 10.1.3).</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public static class OriginText
{
    /// <summary>The host of an absolute address, without port, brackets and the name of a user; empty when there is none, as for the origin <c>null</c> of files and sandboxes.</summary>
    public static ReadOnlySpan<byte> HostOf(ReadOnlySpan<byte> text)
    {
        var scheme = text.IndexOf("://"u8);
        if (scheme <= 0)
        {
            return [];
        }

        var authority = text[(scheme + 3)..];
        var end = authority.IndexOfAny("/?#\\"u8);
        authority = end >= 0 ? authority[..end] : authority;
        authority = authority[(authority.LastIndexOf((byte)'@') + 1)..];
        if (authority is [(byte)'[', ..])
        {
            var bracket = authority.IndexOf((byte)']');
            return bracket > 0 ? authority[1..bracket] : [];
        }

        var port = authority.IndexOf((byte)':');
        return port >= 0 ? authority[..port] : authority;
    }
}
