using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Ingest.Core.Log;

/// <summary>CRC-32C, RFC 3720 appendix B.4: what the log's files are checked with.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public static class Crc32C
{
    /// <summary>Value to begin with.</summary>
    public const uint Seed = uint.MaxValue;

    /// <summary>The checksum of some bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes) => ~Append(Seed, bytes);

    /// <summary>Goes on over further bytes. The checksum is the complement of the last value.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }

        foreach (var single in bytes[(bytes.Length & ~7)..])
        {
            crc = BitOperations.Crc32C(crc, single);
        }

        return crc;
    }
}
