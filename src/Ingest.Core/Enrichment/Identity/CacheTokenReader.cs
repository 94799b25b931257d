using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Ingest.Core.Buffers;

namespace Ingest.Core.Enrichment.Identity;

/// <summary>
/// Verifies tokens: JWT (RFC 7519) signed with HS256, HS384 or HS512, bound to their website, within <c>exp</c> and <c>nbf</c>.
/// </summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal sealed class CacheTokenReader(byte[] key, TokenSignature signature256, bool isTyped)
{
    /// <summary>Longest token looked at. Ours have at most about 500 bytes; what is longer is not ours.</summary>
    public const int TokenBytesMax = 2_048;

    /// <summary>Times of issue from here on are none. Keeps the difference to the clock far from overflow; 10^12 seconds are the year 33658.</summary>
    public const long IssuedAtMax = 1_000_000_000_000;

    // A hash, as Umami 3.4 puts it in.
    private const int SessionLinkBytesMax = Sha512Hex.Length;

    /// <summary>
    /// Reads a token that was signed with our key for <paramref name="website"/> and holds at <paramref name="now"/>, Unix seconds.
    /// False for every other text: a client may send anything, and an event is never refused for its token. Texts of the token
    /// stay in <paramref name="arena"/>.
    /// </summary>
    public bool TryRead(ReadOnlySpan<byte> text, ReadOnlySpan<byte> website, long now, Utf8Arena arena, out CacheToken token)
    {
        token = default;
        if (text.Length > TokenBytesMax || !TrySplit(text, out var headerEnd, out var claimsEnd))
        {
            return false;
        }

        Span<byte> decoded = stackalloc byte[TokenBytesMax];
        if (!TryDecode(text[(claimsEnd + 1)..], decoded, out var signatureLength)
            || !IsSigned(text[..claimsEnd], decoded[..signatureLength])
            || !TryDecode(text[(headerEnd + 1)..claimsEnd], decoded, out var claimsLength))
        {
            return false;
        }

        try
        {
            return TryReadClaims(decoded[..claimsLength], website, now, arena, out token);
        }
        catch (JsonException)
        {
            // Signed with our key, so not an attack: some other program that shares the secret signed something else.
            return false;
        }
    }

    private static bool TrySplit(ReadOnlySpan<byte> text, out int headerEnd, out int claimsEnd)
    {
        headerEnd = text.IndexOf((byte)'.');
        claimsEnd = text.LastIndexOf((byte)'.');
        return headerEnd > 0 && claimsEnd > headerEnd;
    }

    private static bool TryDecode(ReadOnlySpan<byte> encoded, Span<byte> decoded, out int length)
    {
        length = 0;
        return Base64Url.IsValid(encoded) && Base64Url.TryDecodeFromUtf8(encoded, decoded, out length);
    }

    // The length of a signature says which of the three algorithms made it, so nothing of the header is parsed before it is
    // authentic, and "none" cannot be asked for.
    private bool IsSigned(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        Span<byte> expected = stackalloc byte[HMACSHA512.HashSizeInBytes];
        var length = signature.Length switch
        {
            HMACSHA256.HashSizeInBytes => signature256.Write(signed, expected),
            HMACSHA384.HashSizeInBytes => HMACSHA384.HashData(key, signed, expected),
            HMACSHA512.HashSizeInBytes => HMACSHA512.HashData(key, signed, expected),
            _ => 0,
        };
        return length > 0 && CryptographicOperations.FixedTimeEquals(expected[..length], signature);
    }

    private bool TryReadClaims(ReadOnlySpan<byte> json, ReadOnlySpan<byte> website, long now, Utf8Arena arena, out CacheToken token)
    {
        var claims = new Claims { IsTimely = true, HasType = !isTyped };
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            claims.Read(ref reader, website, now, arena);
            reader.Skip();
        }

        token = new CacheToken(claims.SessionId, claims.VisitId, claims.IssuedAt, claims.SessionLinkId);
        return claims is { IsOurs: true, IsTimely: true, HasType: true }
            && claims.SessionId != Guid.Empty && claims.VisitId != Guid.Empty;
    }

    private struct Claims
    {
        public Guid SessionId;
        public Guid VisitId;
        public long IssuedAt;
        public Utf8Slice SessionLinkId;
        public bool IsOurs;
        public bool IsTimely;
        public bool HasType;

        public void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> website, long now, Utf8Arena arena)
        {
            if (TakeName(ref reader, "websiteId"u8))
            {
                IsOurs = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(website);
            }
            else if (TakeName(ref reader, "sessionId"u8))
            {
                SessionId = ReadId(ref reader);
            }
            else if (TakeName(ref reader, "visitId"u8))
            {
                VisitId = ReadId(ref reader);
            }
            else if (TakeName(ref reader, "iat"u8))
            {
                IssuedAt = ReadSeconds(ref reader) is { } seconds && seconds is > 0 and < IssuedAtMax ? (long)seconds : 0;
            }
            else if (TakeName(ref reader, "sessionLinkId"u8))
            {
                SessionLinkId = ReadLink(ref reader, arena);
            }
            else
            {
                ReadCondition(ref reader, now);
            }
        }

        private void ReadCondition(ref Utf8JsonReader reader, long now)
        {
            if (TakeName(ref reader, "exp"u8))
            {
                IsTimely &= ReadSeconds(ref reader) > now;
            }
            else if (TakeName(ref reader, "nbf"u8))
            {
                IsTimely &= ReadSeconds(ref reader) <= now;
            }
            else if (TakeName(ref reader, "type"u8))
            {
                HasType |= reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("cache"u8);
            }
        }

        private static bool TakeName(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
            reader.ValueTextEquals(name) && reader.Read();

        private static Guid ReadId(ref Utf8JsonReader reader) =>
            reader.TokenType == JsonTokenType.String && reader.TryGetGuid(out var id) ? id : Guid.Empty;

        private static double? ReadSeconds(ref Utf8JsonReader reader) =>
            reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var seconds) ? seconds : null;

        private static Utf8Slice ReadLink(ref Utf8JsonReader reader, Utf8Arena arena) =>
            reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && reader.ValueSpan.Length is > 0 and <= SessionLinkBytesMax
                ? arena.Append(reader.ValueSpan)
                : default;
    }
}
