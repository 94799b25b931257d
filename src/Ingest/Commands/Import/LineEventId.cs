using System.Buffers.Binary;
using System.Security.Cryptography;
using Ingest.Core.Hashing;

namespace Ingest.Commands.Import;

/// <summary>
/// The event id of a line that has none: a UUID of version 8 (RFC 9562) of the first 16 bytes of the SHA-256 over the line and its number, eight
/// bytes little-endian. The number tells equal lines of one file apart; a file that has grown at its end keeps the ids of its lines.
/// </summary>
internal static class LineEventId
{
    /// <summary>The id of a line.</summary>
    public static Guid Of(ReadOnlySpan<byte> line, long number)
    {
        Span<byte> numberBytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(numberBytes, number);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(line);
        hash.AppendData(numberBytes);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return HashedUuid.Of(digest, version: 8);
    }
}
