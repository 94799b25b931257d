using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Ingest.Core.Hashing;

/// <summary>
/// SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, 2012) under a key that each process makes anew: stands for a text in tables in
/// memory. Nobody who does not know the key can find two texts of one hash, and of all texts that a server ever sees no two have one by chance.
/// </summary>
/// <remarks>
/// Hot path: no allocation per event. Plain arithmetic, without a call into the system's library, which costs more than the hashing of a short text.
/// </remarks>
internal static class KeyedHash
{
    private static readonly ulong Key0 = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    private static readonly ulong Key1 = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>The hash of a text, the same as long as the process lives.</summary>
    public static UInt128 Of(ReadOnlySpan<byte> text) => Of(text, Key0, Key1);

    /// <summary>The hash of a text under a key; the first eight bytes of the output are the lower half.</summary>
    internal static UInt128 Of(ReadOnlySpan<byte> text, ulong key0, ulong key1)
    {
        var state = new State(key0, key1);
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(text))
        {
            state.Add(BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }

        var last = (ulong)text.Length << 56;
        var rest = text[(text.Length & ~7)..];
        for (var i = 0; i < rest.Length; i++)
        {
            last |= (ulong)rest[i] << (8 * i);
        }

        state.Add(last);
        return state.Finish();
    }

    private struct State(ulong key0, ulong key1)
    {
        private ulong _v0 = key0 ^ 0x736f6d6570736575;
        private ulong _v1 = key1 ^ 0x646f72616e646f6d ^ 0xEE;
        private ulong _v2 = key0 ^ 0x6c7967656e657261;
        private ulong _v3 = key1 ^ 0x7465646279746573;

        public void Add(ulong word)
        {
            _v3 ^= word;
            Round();
            Round();
            _v0 ^= word;
        }

        public UInt128 Finish()
        {
            _v2 ^= 0xEE;
            var lower = Squeeze();
            _v1 ^= 0xDD;
            return new UInt128(Squeeze(), lower);
        }

        private ulong Squeeze()
        {
            for (var i = 0; i < 4; i++)
            {
                Round();
            }

            return _v0 ^ _v1 ^ _v2 ^ _v3;
        }

        private void Round()
        {
            _v0 += _v1;
            _v2 += _v3;
            _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
            _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
            _v0 = BitOperations.RotateLeft(_v0, 32);
            _v2 += _v1;
            _v0 += _v3;
            _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
            _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
            _v2 = BitOperations.RotateLeft(_v2, 32);
        }
    }
}
