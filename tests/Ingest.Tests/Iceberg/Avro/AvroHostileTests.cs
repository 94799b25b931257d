using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Ingest.Sinks.Iceberg;
using Ingest.Sinks.Iceberg.Avro;

namespace Ingest.Tests.Iceberg.Avro;

/// <summary>Files that somebody has made to hurt.</summary>
public sealed class AvroHostileTests
{
    private const string Everything = """
        {"type":"record","name":"Top","fields":[
          {"name":"a","type":{"type":"array","items":["null","long","string"]}},
          {"name":"b","type":{"type":"map","values":{"type":"array","items":"null"}}},
          {"name":"c","type":{"type":"enum","name":"E","symbols":["X","Y"]}},
          {"name":"d","type":{"type":"fixed","name":"F","size":4}},
          {"name":"e","type":["null","Top"]},
          {"name":"f","type":"boolean"},{"name":"g","type":"float"},{"name":"h","type":"double"},{"name":"i","type":"bytes"},{"name":"j","type":"int"}]}
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Any_other_byte_at_any_place_is_refused_or_read(bool isDeflated)
    {
        var bytes = Write(isDeflated ? AvroCodec.Deflate : AvroCodec.Null);
        Assert.Equal(3, AvroFileReader.Open("f.avro", bytes).Read().Count());
        var refused = 0;
        for (var at = 0; at < bytes.Length; at++)
        {
            foreach (var value in new byte[] { 0, 1, 0x7F, 0x80, 0xFF, (byte)(bytes[at] ^ 1) })
            {
                var broken = (byte[])bytes.Clone();
                broken[at] = value;
                refused += IsRefused(broken) ? 1 : 0;
            }
        }

        Assert.True(refused > bytes.Length, $"{refused} of {6 * bytes.Length}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_that_was_cut_is_refused_unless_it_ends_with_its_head(bool isDeflated)
    {
        var bytes = Write(isDeflated ? AvroCodec.Deflate : AvroCodec.Null);
        var whole = Enumerable.Range(0, bytes.Length).Where(length => !IsRefused(bytes[..length])).ToArray();

        var head = Assert.Single(whole);
        Assert.Empty(AvroFileReader.Open("f.avro", bytes.AsMemory(0, head)).Read());
    }

    [Theory]
    // More items than the world has bytes, of which none takes one.
    [InlineData("""{"type":"array","items":"null"}""", "FEFFFFFFFFFFFFFFFF0100")]
    [InlineData("""{"type":"array","items":{"type":"record","name":"R","fields":[]}}""", "FEFFFFFFFFFFFFFFFF0100")]
    [InlineData("""{"type":"array","items":{"type":"fixed","name":"F","size":0}}""", "FEFFFFFFFFFFFFFFFF0100")]
    // A number of items that has no positive counterpart; lengths beyond the file, or below 0.
    [InlineData("""{"type":"array","items":"null"}""", "FFFFFFFFFFFFFFFFFF010000")]
    [InlineData("\"bytes\"", "FEFFFFFFFFFFFFFFFF01")]
    [InlineData("\"string\"", "01")]
    [InlineData("\"string\"", "02FF")]
    [InlineData("\"long\"", "FFFFFFFFFFFFFFFFFFFF01")]
    [InlineData("\"int\"", "8080808020")]
    [InlineData("\"boolean\"", "02")]
    [InlineData("""{"type":"enum","name":"E","symbols":["X"]}""", "02")]
    [InlineData("""["null","long"]""", "03")]
    [InlineData("""{"type":"fixed","name":"F","size":2147483647}""", "00")]
    // A record that holds itself, with and without a way out.
    [InlineData("""{"type":"record","name":"R","fields":[{"name":"a","type":"R"},{"name":"b","type":"R"}]}""", "")]
    [InlineData("""{"type":"record","name":"R","fields":[{"name":"a","type":["R","null"]}]}""", "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000002")]
    public void Values_that_need_more_than_there_is_are_refused_at_once(string schema, string bytes)
    {
        var clock = Stopwatch.StartNew();

        var fault = Assert.Throws<IcebergException>(() => new AvroDecoder("evil.avro", Convert.FromHexString(bytes)).Read(Parse(schema)));

        Assert.Contains("evil.avro", fault.Message);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_schema_that_grows_by_doubling_is_refused()
    {
        // Each record holds the one before it twice: 2^40 values in no bytes.
        var fields = Enumerable.Range(1, 40).Select(i => $$$"""
            {"name":"f{{{i}}}","type":{"type":"record","name":"R{{{i}}}","fields":[{"name":"a","type":"R{{{i - 1}}}"},{"name":"b","type":"R{{{i - 1}}}"}]}}
            """).Prepend("""{"name":"f0","type":{"type":"record","name":"R0","fields":[]}}""");
        var schema = Parse($$"""{"type":"record","name":"Top","fields":[{{string.Join(',', fields)}}]}""");

        Assert.Contains("more values than bytes", Assert.Throws<IcebergException>(() => new AvroDecoder("evil.avro", Array.Empty<byte>()).Read(schema)).Message);
    }

    [Fact]
    public void A_block_that_swells_is_refused()
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 65; i++)
            {
                deflate.Write(zeros);
            }
        }

        var encoder = new AvroEncoder();
        encoder.WriteFixed(new AvroFileWriter("\"null\"", new Dictionary<string, string>(), AvroCodec.Deflate).Finish());
        var marker = encoder.Written[^AvroFileWriter.MarkerLength..].ToArray();
        encoder.WriteLong(1);
        encoder.WriteBytes(packed.ToArray());
        encoder.WriteFixed(marker);

        var fault = Assert.Throws<IcebergException>(() => AvroFileReader.Open("evil.avro", encoder.Written).Read().ToArray());

        Assert.Contains("evil.avro", fault.Message);
        Assert.Contains("67108864 bytes when it is decompressed", fault.Message);
    }

    [Theory]
    [InlineData("snappy")]
    [InlineData("zstandard")]
    public void A_compression_that_is_not_read_is_named_with_the_remedy(string codec)
    {
        var bytes = Write(AvroCodec.Deflate);
        var at = bytes.AsSpan().IndexOf("\u000Edeflate"u8);
        byte[] other = [.. bytes[..at], (byte)(2 * codec.Length), .. Encoding.ASCII.GetBytes(codec), .. bytes[(at + 8)..]];

        var fault = Assert.Throws<IcebergException>(() => AvroFileReader.Open("f.avro", other));

        Assert.Contains(codec, fault.Message);
        Assert.Contains("write.manifest.compression-codec", fault.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("5")]
    [InlineData("\"unknown\"")]
    [InlineData("""{"type":"record"}""")]
    [InlineData("""{"type":"record","name":"R"}""")]
    [InlineData("""{"type":"record","name":"R","fields":5}""")]
    [InlineData("""{"type":"record","name":"R","fields":[5]}""")]
    [InlineData("""{"type":"record","name":"R","fields":[{"name":"a","type":"int","field-id":"x"}]}""")]
    [InlineData("""{"type":"record","name":"R","fields":[{"name":"a","type":"int","field-id":99999999999}]}""")]
    [InlineData("""{"type":"record","name":"R","fields":[{"name":null,"type":"int"}]}""")]
    [InlineData("""{"type":"fixed","name":"F","size":-1}""")]
    [InlineData("""{"type":"fixed","name":"F","size":"x"}""")]
    [InlineData("""{"type":"enum","name":"E","symbols":"x"}""")]
    [InlineData("""{"type":"array"}""")]
    [InlineData("""{"type":"map"}""")]
    [InlineData("""[{"type":"fixed","name":"F","size":1},{"type":"fixed","name":"F","size":2}]""")]
    public void A_schema_that_is_none_is_refused(string schema) =>
        Assert.Contains("f.avro", Assert.Throws<IcebergException>(() => Parse(schema)).Message);

    [Fact]
    public void A_schema_that_is_very_deep_is_refused() =>
        Assert.Throws<IcebergException>(() => Parse(string.Concat(Enumerable.Repeat("""{"type":"array","items":""", 100_000))));

    private static AvroSchema Parse(string schema) => AvroSchemaParser.Parse("f.avro", Encoding.UTF8.GetBytes(schema));

    private static bool IsRefused(byte[] bytes)
    {
        try
        {
            _ = AvroFileReader.Open("f.avro", bytes).Read().Count();
            return false;
        }
        catch (IcebergException fault)
        {
            Assert.Contains("f.avro", fault.Message);
            return true;
        }
    }

    private static byte[] Write(AvroCodec codec)
    {
        var writer = new AvroFileWriter(Everything, new Dictionary<string, string> { ["key"] = "value" }, codec);
        for (var i = 0; i < 3; i++)
        {
            WriteTop(writer.Record, depth: i);
            writer.EndRecord();
        }

        return writer.Finish();
    }

    private static void WriteTop(AvroEncoder encoder, int depth)
    {
        encoder.WriteItems<string>(["x", "yz"], (inner, item) =>
        {
            inner.WriteLong(2);
            inner.WriteString(item);
        });
        encoder.WriteItems<string>(["key"], (inner, item) =>
        {
            inner.WriteString(item);
            inner.WriteItems<int>([1, 2, 3], (_, _) => { });
        });
        encoder.WriteLong(1);
        encoder.WriteFixed([1, 2, 3, 4]);
        if (encoder.WriteOption(depth > 0))
        {
            WriteTop(encoder, depth - 1);
        }

        encoder.WriteBoolean(true);
        encoder.WriteFloat(1.5f);
        encoder.WriteDouble(2.5);
        encoder.WriteBytes([9, 8, 7]);
        encoder.WriteLong(-12345);
    }
}
