using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Ingest.Core.Keys;

/// <summary>The text of a key: <c>ingest_</c>, then its id and 256 random bits in base64url. The prefix lets scanners for secrets know it.</summary>
internal static class KeySecret
{
    /// <summary>Bytes of a secret's hash.</summary>
    public const int HashBytes = SHA256.HashSizeInBytes;

    private const string Prefix = "ingest_";
    private const int IdBytes = 16;
    private const int SecretBytes = 32;
    private const int TextLength = (IdBytes + SecretBytes) * 4 / 3;

    /// <summary>Makes the text of a new key, and what is kept of it.</summary>
    public static (string Text, string Hash) Create(Guid id)
    {
        Span<byte> bytes = stackalloc byte[IdBytes + SecretBytes];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        RandomNumberGenerator.Fill(bytes[IdBytes..]);
        return (Prefix + Base64Url.EncodeToString(bytes), Convert.ToBase64String(SHA256.HashData(bytes[IdBytes..])));
    }

    /// <summary>Reads a key's text: its id, and the hash of its secret. False when it is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, Span<byte> hash, out Guid id)
    {
        id = default;
        Span<byte> bytes = stackalloc byte[IdBytes + SecretBytes];
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Length != Prefix.Length + TextLength
            || Base64Url.DecodeFromChars(text[Prefix.Length..], bytes, out _, out var count) != OperationStatus.Done || count != bytes.Length)
        {
            return false;
        }

        id = new Guid(bytes[..IdBytes], bigEndian: true);
        return SHA256.TryHashData(bytes[IdBytes..], hash, out _);
    }
}
