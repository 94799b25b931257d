using Ingest.Parquet.Buffers;
using Ingest.Parquet.Encodings;

namespace Ingest.Tests.Parquet.Encodings;

/// <summary>Encodings against vectors of the format's specification, worked out by hand, and against their decoders.</summary>
public sealed class EncodingTests
{
    private const string Part = "a test";

    [Fact]
    public void Packs_the_numbers_of_the_specification()
    {
        // "The numbers 1 through 7 using bit width 3": 10001000 11000110 11111010.
        var output = new ByteBuffer();
        HybridEncoder.Encode([0, 1, 2, 3, 4, 5, 6, 7], width: 3, output);
        Assert.Equal([0b11, 0b10001000, 0b11000110, 0b11111010], output.Written.ToArray());
    }

    [Fact]
    public void Writes_a_run_as_its_length_and_value()
    {
        var output = new ByteBuffer();
        HybridEncoder.Encode(Enumerable.Repeat(300, 100).ToArray(), width: 9, output);
        // 100 << 1 = 200 as varint, 300 in two bytes.
        Assert.Equal([0xC8, 0x01, 0x2C, 0x01], output.Written.ToArray());
    }

    [Fact]
    public void Writes_differences_as_the_specification_does()
    {
        // Its example 1, with blocks of 128 and four parts: 1, 2, 3, 4, 5 differ by 1 each, so that nothing is packed.
        var output = new ByteBuffer();
        DeltaEncoder.Encode<int>([1, 2, 3, 4, 5], output);
        Assert.Equal([0x80, 0x01, 4, 5, 2, 2, 0, 0, 0, 0], output.Written.ToArray());

        // Its example 2: 7, 5, 3, 1, 2, 3, 4, 5; the smallest difference is -2, and 0, 0, 0, 3, 3, 3, 3 take two bits each.
        output.Clear();
        DeltaEncoder.Encode<long>([7, 5, 3, 1, 2, 3, 4, 5], output);
        Assert.Equal([0x80, 0x01, 4, 8, 14, 3, 2, 0, 0, 0, 0b11000000, 0b00111111, 0, 0, 0, 0, 0, 0], output.Written.ToArray());
    }

    [Fact]
    public void Hybrid_numbers_are_read_back()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var width = random.Next(0, 18);
            var values = new int[random.Next(0, 500)];
            for (var i = 0; i < values.Length; i++)
                values[i] = i > 0 && random.Next(4) > seed % 4 ? values[i - 1] : random.Next(1 << width);
            var output = new ByteBuffer();
            HybridEncoder.Encode(values, width, output);
            var read = new int[values.Length];
            HybridDecoder.Decode(output.Written, width, read, Part);
            Assert.True(values.SequenceEqual(read), $"seed {seed}, width {width}");
        }
    }

    [Fact]
    public void Bits_are_read_back()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var count = random.Next(0, 1500);
            var words = new ulong[(count + 63) / 64];
            for (var i = 0; i < words.Length; i++)
                words[i] = random.Next(3) switch { 0 => 0, 1 => ulong.MaxValue, _ => (ulong)random.NextInt64() };
            if (count % 64 != 0)
                words[^1] &= (1UL << (count % 64)) - 1;
            var output = new ByteBuffer();
            HybridEncoder.EncodeBits(words, count, output);
            var read = new int[count];
            HybridDecoder.Decode(output.Written, 1, read, Part);
            for (var i = 0; i < count; i++)
                Assert.True((int)(words[i / 64] >> (i % 64) & 1) == read[i], $"seed {seed}, bit {i}");
        }
    }

    [Fact]
    public void Differences_are_read_back_and_measured()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var values = new long[random.Next(0, 700)];
            var ints = new int[values.Length];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (seed % 3) switch { 0 => random.NextInt64(long.MinValue, long.MaxValue), 1 => i * 1000L + random.Next(50), _ => random.Next(2) == 0 ? long.MinValue : long.MaxValue };
                ints[i] = seed % 3 == 2 ? (random.Next(2) == 0 ? int.MinValue : int.MaxValue) : (int)values[i];
            }

            Assert.True(values.SequenceEqual(Decode(values, out var bytes)), $"seed {seed}");
            Assert.True(ints.SequenceEqual(Decode(ints, out _)), $"seed {seed}");
            Assert.True(bytes <= DeltaEncoder.Measure<long>(values) + 32 + (values.Length / 20), $"seed {seed}: {bytes} bytes, more than measured");
        }
    }

    [Fact]
    public void A_dictionary_numbers_equal_texts_alike_and_gives_up_when_all_differ()
    {
        var dictionary = new TextDictionary();
        var few = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"text{i % 900:000}"));
        int[] ends = [.. Enumerable.Range(1, 10_000).Select(i => 7 * i)];
        var indexes = new int[10_000];
        Assert.True(dictionary.TryBuild(System.Text.Encoding.ASCII.GetBytes(few), 0, ends, indexes));
        Assert.Equal(900, dictionary.Count);
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => i % 900), indexes);

        var many = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{i:0000000}"));
        Assert.False(dictionary.TryBuild(System.Text.Encoding.ASCII.GetBytes(many), 0, ends, indexes));
    }

    [Fact]
    public void A_dictionary_of_numbers_compares_bits()
    {
        var dictionary = new FixedDictionary<double>();
        var indexes = new int[6];
        Assert.True(dictionary.TryBuild([0.0, -0.0, double.NaN, 0.0, double.NaN, 1], indexes));
        Assert.Equal([0, 1, 2, 0, 2, 3], indexes);
    }

    private static T[] Decode<T>(T[] values, out int bytes)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        var output = new ByteBuffer();
        DeltaEncoder.Encode<T>(values, output);
        bytes = output.Length;
        var read = new T[values.Length];
        DeltaDecoder.Decode<T>(output.Written, read, Part);
        return read;
    }
}
