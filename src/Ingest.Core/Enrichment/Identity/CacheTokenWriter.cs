using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using Ingest.Core.Buffers;

namespace Ingest.Core.Enrichment.Identity;

/// <summary>
/// Signs tokens: JWT (RFC 7519) with HS256, byte for byte as Umami's, whose claims have a fixed order and no white space.
/// </summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal sealed class CacheTokenWriter(TokenSignature signature, bool isTyped)
{
    // {"alg":"HS256","typ":"JWT"}
    private static ReadOnlySpan<byte> EncodedHeader => "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."u8;

    /// <summary>
    /// Writes the token to the request's arena. The draft's holds the texts that the token refers to, and the claims while they are encoded.
    /// <paramref name="website"/> is the site's id exactly as sent; empty for links and pixels, whose tokens name no site.
    /// <paramref name="presented"/> is the client's own token in the request's arena, when it was found to be signed with this key: while a visit
    /// goes on it says the same, and is then not signed anew.
    /// </summary>
    public Utf8Slice Write(EnrichmentContext context, ReadOnlySpan<byte> website, CacheToken token, Utf8Slice presented)
    {
        var (target, scratch) = (context.Request.Arena, context.Draft.Arena);
        var claimsStart = scratch.Length;
        WriteClaims(scratch, website, token);

        var start = target.Length;
        target.Append(EncodedHeader);
        AppendBase64Url(target, scratch[scratch.SliceFrom(claimsStart)]);
        scratch.Rewind(claimsStart);
        AppendSignature(target, target.SliceFrom(start), target[presented]);
        return target.SliceFrom(start);
    }

    private void AppendSignature(Utf8Arena target, Utf8Slice signed, ReadOnlySpan<byte> presented)
    {
        Span<byte> bytes = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!IsSignatureOf(target[signed], presented, bytes))
        {
            signature.Write(target[signed], bytes);
        }

        target.Append("."u8);
        AppendBase64Url(target, bytes);
    }

    private static bool IsSignatureOf(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> presented, Span<byte> bytes) =>
        presented.Length > signed.Length
        && presented[signed.Length] == '.'
        && presented.StartsWith(signed)
        && Base64Url.TryDecodeFromUtf8(presented[(signed.Length + 1)..], bytes, out var length)
        && length == HMACSHA256.HashSizeInBytes;

    private void WriteClaims(Utf8Arena claims, ReadOnlySpan<byte> website, CacheToken token)
    {
        if (website.IsEmpty)
        {
            claims.Append("{\"sessionId\":\""u8);
        }
        else
        {
            claims.Append("{\"websiteId\":\""u8);
            claims.Append(website);
            claims.Append("\",\"sessionId\":\""u8);
        }

        VisitorHash.AppendId(claims, token.SessionId);
        claims.Append("\",\"visitId\":\""u8);
        VisitorHash.AppendId(claims, token.VisitId);
        claims.Append("\",\"iat\":"u8);
        AppendNumber(claims, token.IssuedAt);
        if (token.SessionLinkId.IsPresent)
        {
            claims.Append(",\"sessionLinkId\":\""u8);
            claims.Append(claims[token.SessionLinkId]);
            claims.Append("\""u8);
        }

        claims.Append(isTyped ? ",\"type\":\"cache\"}"u8 : "}"u8);
    }

    private static void AppendNumber(Utf8Arena arena, long value)
    {
        var written = Utf8Formatter.TryFormat(value, arena.GetSpan(20), out var length);
        Debug.Assert(written, "A 64-bit number has at most 20 characters.");
        arena.Advance(length);
    }

    private static void AppendBase64Url(Utf8Arena arena, ReadOnlySpan<byte> bytes) =>
        arena.Advance(Base64Url.EncodeToUtf8(bytes, arena.GetSpan(Base64Url.GetEncodedLength(bytes.Length))));
}
