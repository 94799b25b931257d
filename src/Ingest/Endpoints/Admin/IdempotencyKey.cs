using System.Security.Cryptography;
using System.Text;
using Ingest.Access;
using Ingest.Core.Hashing;

namespace Ingest.Endpoints.Admin;

/// <summary>The <c>Idempotency-Key</c> of a request that makes something: the same of the same API key is the same thing, however often it is sent.</summary>
internal static class IdempotencyKey
{
    /// <summary>The header's name.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>The id of what is made: of the header when there is one, a UUID of version 8 (RFC 9562, section 5.8), else random.</summary>
    public static Guid IdFor(HttpContext http)
    {
        var header = http.Request.Headers[Header].ToString();
        if (header.Length == 0)
        {
            return Guid.NewGuid();
        }

        return HashedUuid.Of(SHA256.HashData(Encoding.UTF8.GetBytes($"{http.User.Key()!.Id} {http.Request.Path} {header}")), version: 8);
    }
}
