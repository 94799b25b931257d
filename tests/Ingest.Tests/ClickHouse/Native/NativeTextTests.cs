using System.Buffers;
using System.Text;
using Ingest.Core.Buffers;
using Ingest.Sinks.ClickHouse.Native;

namespace Ingest.Tests.ClickHouse.Native;

public sealed class NativeTextTests
{
    [Theory]
    [InlineData(0u, "00")]
    [InlineData(127u, "7F")]
    [InlineData(128u, "8001")]
    [InlineData(16384u, "808001")]
    [InlineData(uint.MaxValue, "FFFFFFFF0F")]
    public void Writes_numbers_as_leb128(uint number, string hex)
    {
        var output = new ArrayBufferWriter<byte>();
        NativeText.WriteNumber(output, number);
        Assert.Equal(hex, Convert.ToHexString(output.WrittenSpan));
    }

    [Fact]
    public void Writes_texts_of_every_length_around_its_run_and_limit()
    {
        int[] lengths = [0, 1, 127, 128, 1023, 1024, 1025, 65_530, 65_536, 65_537, 0, 1 << 20, 3];
        var column = new Utf8Column();
        var expected = new ArrayBufferWriter<byte>();
        foreach (var length in lengths)
        {
            var text = Encoding.ASCII.GetBytes(new string((char)('a' + (length % 26)), length));
            column.Add(text);
            NativeText.Write(expected, text);
        }

        var output = new ArrayBufferWriter<byte>();
        NativeText.WriteAll(output, column);
        Assert.True(expected.WrittenSpan.SequenceEqual(output.WrittenSpan));
    }

    [Fact]
    public void Packs_more_short_texts_than_one_run_holds()
    {
        var column = new Utf8Column();
        for (var i = 0; i < 10_000; i++)
            column.Add("twenty bytes of text"u8);
        var output = new ArrayBufferWriter<byte>();
        NativeText.WriteAll(output, column);
        Assert.Equal(10_000 * 21, output.WrittenCount);
        Assert.True(output.WrittenSpan.IndexOfAnyExcept("\x14twenty bytes of x"u8.ToArray()) < 0);
    }
}
