using System.Text;
using Ingest.Parquet;
using Ingest.Parquet.Buffers;
using Ingest.Parquet.Compression;

namespace Ingest.Tests.Parquet.Compression;

public sealed class CodecTests
{
    private const string Part = "a test";

    public static TheoryData<ParquetCompression> Compressions => [.. Enum.GetValues<ParquetCompression>()];

    [Theory]
    [MemberData(nameof(Compressions))]
    public void Gives_back_what_was_compressed(ParquetCompression compression)
    {
        using var codec = PageCodecs.Create(compression, level: 1);
        for (var seed = 0; seed < 120; seed++)
        {
            var page = Page(new Random(seed), seed);
            var output = new ByteBuffer();
            codec.Compress(page, output);
            Assert.Equal(page.Length, codec.LengthOf(output.Written, Part));
            var read = new byte[page.Length];
            codec.Decompress(output.Written, read, Part);
            Assert.True(page.AsSpan().SequenceEqual(read), $"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public void Damaged_bytes_are_refused_or_give_a_page_of_the_same_length(ParquetCompression compression)
    {
        using var codec = PageCodecs.Create(compression, level: 1);
        var output = new ByteBuffer();
        var page = Page(new Random(3), 5);
        codec.Compress(page, output);
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var bytes = output.Written[..(seed % 2 == 0 ? output.Length : random.Next(output.Length))].ToArray();
            for (var flips = random.Next(1, 4); flips > 0 && bytes.Length > 0; flips--)
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            Assert.Null(Record.Exception(() => TryDecompress(codec, bytes, page.Length)));
        }
    }

    [Fact]
    public void Snappy_reads_what_its_description_allows()
    {
        // Length 21; a literal "abcd"; a copy of one byte of distance (11 bytes, 4 back), of two (4, 4 back) and of four (2, 1 back).
        byte[] bytes = [21, 3 << 2, .. "abcd"u8, 1 | (7 << 2), 4, 2 | (3 << 2), 4, 0, 3 | (1 << 2), 1, 0, 0, 0];
        var page = new byte[21];
        SnappyDecoder.Decode(bytes, page, Part);
        Assert.Equal("abcdabcdabcdabcdabccc", Encoding.ASCII.GetString(page));
    }

    [Fact]
    public void Says_what_to_do_where_a_compression_is_missing()
    {
        Assert.True(PageCodecs.IsAvailable(ParquetCompression.Snappy, out var none));
        Assert.Null(none);
        Assert.NotEqual(ParquetCompression.Auto, PageCodecs.Resolve(ParquetCompression.Auto));
        Assert.Equal(PageCodecs.IsAvailable(ParquetCompression.Zstd, out _) ? ParquetCompression.Zstd : ParquetCompression.Snappy, PageCodecs.Resolve(ParquetCompression.Auto));
        Assert.Contains("codec 4", Assert.Throws<ParquetException>(() => PageCodecs.Find(4, Part)).Message);
    }

    [Fact]
    public void Checksums_are_those_of_gzip()
    {
        Assert.Equal(0xCBF43926, Crc32.Of("123456789"u8));
        Assert.Equal(0u, Crc32.Of([]));
        for (var length = 0; length < 700; length++)
        {
            var bytes = new byte[length];
            new Random(length).NextBytes(bytes);
            Assert.True(Crc32.OfByTables(bytes) == Crc32.Of(bytes), $"length {length}");
        }
    }

    private static void TryDecompress(PageCodec codec, byte[] bytes, int length)
    {
        try
        {
            codec.Decompress(bytes, new byte[length], Part);
        }
        catch (ParquetException e)
        {
            Assert.Contains(Part, e.Message);
        }
    }

    private static byte[] Page(Random random, int seed)
    {
        var bytes = new byte[seed % 10 == 9 ? random.Next(200_000) : random.Next(3000)];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (seed % 4) switch { 0 => (byte)random.Next(256), 1 => (byte)'a', 2 => (byte)"the quick brown fox"[i % 19], _ => i > 100 && random.Next(40) > 0 ? bytes[i - 60] : (byte)random.Next(256) };
        return bytes;
    }
}
