using System.Buffers.Binary;
using Ingest.Core.Hashing;

namespace Ingest.Demo;

/// <summary>The event ids of a visit: from its seed, so that a message that is made again is known to be the same.</summary>
internal static class VisitIds
{
    /// <summary>The id of the visit's message of a number.</summary>
    public static Guid Of(ulong visitSeed, int number)
    {
        Span<byte> hash = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(hash, SeededRandom.Mix(visitSeed, (ulong)number, 0));
        BinaryPrimitives.WriteUInt64BigEndian(hash[8..], SeededRandom.Mix(visitSeed, (ulong)number, 1));
        return HashedUuid.Of(hash, version: 8);
    }
}
