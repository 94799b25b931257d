using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Ingest.Tests.Enrichment.Identity;

/// <summary>Tokens as any program may sign them that shares the secret.</summary>
internal static class SignedToken
{
    public static string Of(string secret, string claims)
    {
        var text = $"{Encode("""{"alg":"HS256","typ":"JWT"}""")}.{Encode(claims)}";
        var key = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(secret))));
        return $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(text)))}";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
