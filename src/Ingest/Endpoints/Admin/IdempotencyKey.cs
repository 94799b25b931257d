using System.Security.Cryptography;
using System.Text;
using Ingest.Access;

namespace Ingest.Endpoints.Admin;

/// <summary>The <c>Idempotency-Key</c> of a request that makes something: the same of the same API key is the same thing, however often it is sent.</summary>
internal static class IdempotencyKey
{
    /// <summary>The header's name.</summary>
    public const string Header = "Idempotency-Key";

    private const int Version = 8;

    /// <summary>The id of what is made: of the header when there is one, a UUID of version 8 (RFC 9562, section 5.8), else random.</summary>
    public static Guid IdFor(HttpContext http)
    {
        var header = http.Request.Headers[Header].ToString();
        if (header.Length == 0)
        {
            return Guid.NewGuid();
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{http.User.Key()!.Id} {http.Request.Path} {header}"));
        hash[6] = (byte)((hash[6] & 0x0F) | (Version << 4));
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
