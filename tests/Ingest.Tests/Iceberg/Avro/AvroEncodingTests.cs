using System.Text;
using Ingest.Sinks.Iceberg.Avro;

namespace Ingest.Tests.Iceberg.Avro;

public sealed class AvroEncodingTests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(-1, "01")]
    [InlineData(1, "02")]
    [InlineData(-2, "03")]
    [InlineData(-64, "7F")]
    [InlineData(64, "8001")]
    [InlineData(long.MaxValue, "FEFFFFFFFFFFFFFFFF01")]
    [InlineData(long.MinValue, "FFFFFFFFFFFFFFFFFF01")]
    public void A_number_is_as_the_specification_has_it(long value, string bytes)
    {
        Assert.Equal(bytes, Encode(encoder => encoder.WriteLong(value)));
        Assert.Equal(value, Decode("\"long\"", bytes));
    }

    [Fact]
    public void Values_are_as_the_specification_has_them()
    {
        Assert.Equal("3606666F6F", Encode(encoder =>
        {
            encoder.WriteLong(27);
            encoder.WriteString("foo");
        }));
        Assert.Equal("04063600", Encode(encoder => encoder.WriteItems<long>([3, 27], (inner, item) => inner.WriteLong(item))));
        Assert.Equal("00", Encode(encoder => encoder.WriteItems<long>([], (inner, item) => inner.WriteLong(item))));
        Assert.Equal("020261", Encode(encoder =>
        {
            Assert.True(encoder.WriteOption(true));
            encoder.WriteString("a");
        }));
        Assert.Equal("00", Encode(encoder => Assert.False(encoder.WriteOption(false))));
        Assert.Equal("01000090C00000000000001840", Encode(encoder =>
        {
            encoder.WriteBoolean(true);
            encoder.WriteFloat(-4.5f);
            encoder.WriteDouble(6);
        }));

        var record = Assert.IsType<AvroRecord>(Decode("""{"type":"record","name":"test","fields":[{"name":"a","type":"long"},{"name":"b","type":"string"}]}""", "3606666F6F"));
        Assert.Equal([27L, "foo"], record.Values);
        Assert.Equal("a", Decode("""["null","string"]""", "020261"));
        Assert.Equal("D", Decode("""{"type":"enum","name":"Foo","symbols":["A","B","C","D"]}""", "06"));
    }

    [Theory]
    [InlineData("04063600")]
    [InlineData("0304063600")]
    [InlineData("0206023600")]
    [InlineData("01020601023600")]
    public void An_array_may_be_in_blocks_with_and_without_their_lengths(string bytes) =>
        Assert.Equal([3L, 27L], Assert.IsType<List<object?>>(Decode("""{"type":"array","items":"long"}""", bytes)));

    [Fact]
    public void A_long_file_is_divided_into_blocks()
    {
        foreach (var codec in new[] { AvroCodec.Null, AvroCodec.Deflate })
        {
            var writer = new AvroFileWriter("\"string\"", new Dictionary<string, string> { ["key"] = "value ☃" }, codec);
            for (var i = 0; i < 50_000; i++)
            {
                writer.Record.WriteString($"record {i}");
                writer.EndRecord();
            }

            var bytes = writer.Finish();
            var file = AvroFileReader.Open("f.avro", bytes);

            Assert.Equal(Enumerable.Range(0, 50_000).Select(i => $"record {i}"), file.Read());
            Assert.Equal("value ☃", file.Text("key"));
            Assert.Null(file.Text("other"));
            Assert.InRange(Count(bytes, bytes.AsSpan(bytes.Length - AvroFileWriter.MarkerLength)), 11, 14);
        }
    }

    [Fact]
    public void A_file_without_records_is_read()
    {
        var file = AvroFileReader.Open("f.avro", new AvroFileWriter("\"string\"", new Dictionary<string, string>(), AvroCodec.Deflate).Finish());

        Assert.Empty(file.Read());
        Assert.Equal(AvroKind.String, file.Schema.Kind);
    }

    [Fact]
    public void Ids_and_names_of_a_schema_are_found()
    {
        var schema = Parse("""
            {"type":"record","name":"a.Top","fields":[
              {"name":"x","type":{"type":"fixed","name":"F","size":3,"logicalType":"decimal"},"field-id":7},
              {"name":"y","type":["null","F"],"field-id":"8"},
              {"name":"z","type":{"type":"record","name":"In","namespace":"b","fields":[{"name":"f","type":"a.F"},{"name":"t","type":["null","In"]}]}}]}
            """);

        Assert.Equal((0, 1, -1), (schema.PositionOf(7), schema.PositionOf(8), schema.PositionOf(9)));
        Assert.Equal("decimal", schema.Fields[1].Type.Branches[1].LogicalType);
        var inner = schema.Fields[2].Type;
        Assert.Equal(3, inner.Fields[0].Type.Size);
        Assert.Same(inner, inner.Fields[1].Type.Branches[1]);
    }

    private static AvroSchema Parse(string schema) => AvroSchemaParser.Parse("f.avro", Encoding.UTF8.GetBytes(schema));

    private static object? Decode(string schema, string bytes)
    {
        var decoder = new AvroDecoder("f.avro", Convert.FromHexString(bytes));
        var value = decoder.Read(Parse(schema));
        return decoder.Left == 0 ? value : throw new InvalidOperationException($"{decoder.Left} bytes are left");
    }

    private static string Encode(Action<AvroEncoder> write)
    {
        var encoder = new AvroEncoder();
        write(encoder);
        return Convert.ToHexString(encoder.Written.Span);
    }

    private static int Count(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> marker)
    {
        var count = 0;
        for (var at = bytes.IndexOf(marker); at >= 0; at = bytes.IndexOf(marker))
        {
            count++;
            bytes = bytes[(at + 1)..];
        }

        return count;
    }
}
