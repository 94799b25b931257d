using System.Security.Cryptography;
using System.Text;
using Ingest.Core.Buffers;
using Ingest.Core.Hashing;

namespace Ingest.Core.Enrichment.Identity;

/// <summary>
/// Umami's ids: a UUID of version 5 (RFC 9562) in the DNS namespace, whose name is the hex SHA-512 of all parts and the secret,
/// end to end.
/// </summary>
/// <remarks>Hot path: no allocation per event. The parts lie in the arena only while the id is made.</remarks>
internal sealed class VisitorHash
{
    private static readonly Guid DnsNamespace = new("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    private readonly byte[] _secretHex = new byte[Sha512Hex.Length];

    public VisitorHash(string appSecret) => Sha512Hex.Write(Encoding.UTF8.GetBytes(appSecret), _secretHex);

    /// <summary>The hex SHA-512 of the secret, as ASCII: the last part of every id and the key of the token.</summary>
    public ReadOnlySpan<byte> SecretHex => _secretHex;

    /// <summary>The id of the parts written to the arena since <paramref name="start"/>, which are taken back.</summary>
    public Guid TakeId(Utf8Arena arena, int start)
    {
        arena.Append(_secretHex);
        Span<byte> name = stackalloc byte[16 + Sha512Hex.Length];
        TakeHash(arena, start, name[16..]);
        DnsNamespace.TryWriteBytes(name, bigEndian: true, out _);

        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(name, digest);
        return HashedUuid.Of(digest, version: 5);
    }

    /// <summary>The hex SHA-512, without the secret, of the parts written to the arena since <paramref name="start"/>, which are taken back.</summary>
    public static void TakeHash(Utf8Arena arena, int start, Span<byte> hex)
    {
        Sha512Hex.Write(arena[arena.SliceFrom(start)], hex);

        // The client address is among the parts: it must not outlive the hash in a buffer that is written out later.
        arena.Edit(arena.SliceFrom(start)).Clear();
        arena.Rewind(start);
    }

    /// <summary>Appends an id as text to the parts.</summary>
    public static void AppendId(Utf8Arena arena, Guid id)
    {
        id.TryFormat(arena.GetSpan(36), out var written);
        arena.Advance(written);
    }
}
