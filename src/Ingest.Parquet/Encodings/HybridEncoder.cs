using System.Numerics;
using Ingest.Parquet.Buffers;

namespace Ingest.Parquet.Encodings;

/// <summary>Parquet's hybrid of runs and bit-packed groups of eight: levels, and places in a dictionary.</summary>
/// <remarks>Hot path: no allocation per row.</remarks>
internal static class HybridEncoder
{
    private const int GroupValues = 8;
    private const int WordBits = 64;

    // A run ends the packed group before it, which costs up to two headers and a value; from two groups on it is always worth that.
    private const int RunValuesMin = 2 * GroupValues;

    // As long as two words of 64 bits, which a run's two or three bytes replace.
    private const int RunWordsMin = 2;

    /// <summary>Bits of the largest of as many different numbers, counted from 0.</summary>
    public static int Width(int count) => count <= 1 ? 0 : BitOperations.Log2((uint)(count - 1)) + 1;

    /// <summary>Appends numbers that fit the width.</summary>
    public static void Encode(ReadOnlySpan<int> values, int width, ByteBuffer output)
    {
        var packed = 0;
        for (var at = 0; at < values.Length;)
        {
            var run = RunLength(values[at..]);
            // A packed group is full, unless it is the last: the run gives it what it lacks.
            var lacking = (GroupValues - ((at - packed) % GroupValues)) % GroupValues;
            if (run - lacking < RunValuesMin)
            {
                at += run;
                continue;
            }

            Pack(values[packed..(at + lacking)], width, output);
            Run(values[at], run - lacking, width, output);
            at += run;
            packed = at;
        }

        Pack(values[packed..], width, output);
    }

    /// <summary>Appends bits of one each: the levels of a column whose rows have a value or not.</summary>
    /// <param name="words">The bits, the first in the lowest one; behind the last they are 0.</param>
    /// <param name="count">How many.</param>
    /// <param name="output">Where to.</param>
    public static void EncodeBits(ReadOnlySpan<ulong> words, int count, ByteBuffer output)
    {
        var full = count / WordBits;
        var packed = 0;
        for (var at = 0; at < full;)
        {
            var run = RunLength(words[at..full]);
            if (run >= RunWordsMin)
            {
                PackBits(words[packed..at], (at - packed) * WordBits, output);
                Run((int)(words[at] & 1), run * WordBits, width: 1, output);
                packed = at + run;
            }

            at += Math.Max(run, 1);
        }

        PackBits(words[packed..], count - (packed * WordBits), output);
    }

    private static int RunLength(ReadOnlySpan<int> values)
    {
        var first = values[0];
        var length = 1;
        while (length < values.Length && values[length] == first)
        {
            length++;
        }

        return length;
    }

    private static int RunLength(ReadOnlySpan<ulong> words)
    {
        var length = 0;
        if (words[0] is 0 or ulong.MaxValue)
        {
            while (length < words.Length && words[length] == words[0])
            {
                length++;
            }
        }

        return length;
    }

    private static void Run(int value, int count, int width, ByteBuffer output)
    {
        output.AddVarint((ulong)count << 1);
        for (var bits = 0; bits < width; bits += 8)
        {
            output.Add((byte)(value >> bits));
        }
    }

    private static void Pack(ReadOnlySpan<int> values, int width, ByteBuffer output)
    {
        if (values.IsEmpty)
        {
            return;
        }

        var groups = (values.Length + GroupValues - 1) / GroupValues;
        output.AddVarint(((ulong)groups << 1) | 1);
        var length = groups * width;
        // Behind the last value there are zeros up to the end of its group.
        var room = output.Reserve(length + sizeof(ulong))[..(length + sizeof(ulong))];
        room[BitPacking.Length(values.Length, width)..].Clear();
        BitPacking.Pack(values, width, room);
        output.Advance(length);
    }

    private static void PackBits(ReadOnlySpan<ulong> words, int count, ByteBuffer output)
    {
        if (count == 0)
        {
            return;
        }

        var groups = (count + GroupValues - 1) / GroupValues;
        output.AddVarint(((ulong)groups << 1) | 1);
        var room = output.Reserve(words.Length * sizeof(ulong));
        for (var i = 0; i < words.Length; i++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(room[(i * sizeof(ulong))..], words[i]);
        }

        output.Advance(groups);
    }
}
