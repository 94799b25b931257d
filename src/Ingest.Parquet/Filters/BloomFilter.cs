using System.Numerics;
using System.Runtime.InteropServices;

namespace Ingest.Parquet.Filters;

/// <summary>Parquet's split-block Bloom filter: each value sets one bit in each of the eight words of one block of 32 bytes.</summary>
/// <remarks>Hot path: no allocation per row.</remarks>
internal sealed class BloomFilter
{
    private const int BlockWords = 8;
    private const int BlockBytes = BlockWords * sizeof(uint);

    // A false answer in a hundred: 8 bits of a block are set for each value, whose chance to be set all is 1 in 100 at 9.6 bits a value.
    private const double BitsPerValue = 9.6;

    private static ReadOnlySpan<uint> Salts =>
        [0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31];

    private readonly uint[] _words;

    /// <summary>An empty filter for a number of different values.</summary>
    public BloomFilter(int values, int bytesMax)
    {
        var bytes = BitOperations.RoundUpToPowerOf2((ulong)(values * BitsPerValue / 8));
        _words = new uint[Math.Clamp((long)bytes, BlockBytes, bytesMax) / sizeof(uint)];
    }

    /// <summary>The filter's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(_words.AsSpan());

    /// <summary>Puts a value in, by its PLAIN bytes, a text without its length.</summary>
    public void Add(ReadOnlySpan<byte> value)
    {
        var hash = XxHash64.Of(value);
        var block = Block(hash);
        for (var i = 0; i < BlockWords; i++)
        {
            block[i] |= Mask(hash, i);
        }
    }

    /// <summary>False when the value was never put in.</summary>
    public bool MayContain(ReadOnlySpan<byte> value)
    {
        var hash = XxHash64.Of(value);
        var block = Block(hash);
        for (var i = 0; i < BlockWords; i++)
        {
            if ((block[i] & Mask(hash, i)) == 0)
            {
                return false;
            }
        }

        return true;
    }

    // The upper half of the hash chooses the block, the lower half the bits.
    private Span<uint> Block(ulong hash)
    {
        var blocks = (ulong)_words.Length / BlockWords;
        return _words.AsSpan((int)((hash >> 32) * blocks >> 32) * BlockWords, BlockWords);
    }

    private static uint Mask(ulong hash, int word) => 1u << (int)(unchecked((uint)hash * Salts[word]) >> 27);
}
