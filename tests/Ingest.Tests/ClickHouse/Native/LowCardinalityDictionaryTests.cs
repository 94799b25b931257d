using System.Buffers;
using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ingest.Core.Buffers;
using Ingest.Sinks.ClickHouse.Native;

namespace Ingest.Tests.ClickHouse.Native;

public sealed class LowCardinalityDictionaryTests
{
    private readonly LowCardinalityDictionary _dictionary = new();

    [Fact]
    public void Numbers_texts_in_order_of_appearance_with_the_empty_text_first()
    {
        _dictionary.Encode(Column("b", "", "a", "b", "b", "c", ""));
        Assert.Equal([1, 0, 2, 1, 1, 3, 0], _dictionary.Indexes.ToArray());
        var output = new ArrayBufferWriter<byte>();
        _dictionary.WriteKeys(output);
        Assert.Equal("04000000000000000001620161" + "0163", Convert.ToHexString(output.WrittenSpan));
    }

    [Theory]
    [InlineData(255, 1)]
    [InlineData(256, 2)]
    [InlineData(65_535, 2)]
    [InlineData(65_536, 4)]
    public void Takes_the_narrowest_index_that_holds_the_keys_and_the_empty_one(int distinct, int width)
    {
        var column = new Utf8Column();
        for (var i = 0; i < distinct; i++)
            column.Add(Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture)));
        _dictionary.Encode(column);
        Assert.Equal(distinct + 1, _dictionary.KeyCount);
        Assert.Equal(width, _dictionary.IndexWidth);
    }

    [Fact]
    public void Forgets_the_last_column()
    {
        _dictionary.Encode(Column("x", "y"));
        _dictionary.Encode(Column("y"));
        Assert.Equal(2, _dictionary.KeyCount);
        Assert.Equal([1], _dictionary.Indexes.ToArray());
    }

    [Fact]
    public void Any_texts_are_found_again_under_their_index() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<byte[][]>(), texts =>
        {
            var column = new Utf8Column();
            foreach (var text in texts)
                column.Add(text);
            _dictionary.Encode(column);
            var keys = ReadKeys();
            return texts.Select((text, row) => text.AsSpan().SequenceEqual(keys[_dictionary.Indexes[row]])).All(same => same)
                && keys.Select(Convert.ToHexString).Distinct().Count() == keys.Count;
        }));

    private static Utf8Column Column(params string[] texts)
    {
        var column = new Utf8Column();
        foreach (var text in texts)
            column.Add(Encoding.UTF8.GetBytes(text));
        return column;
    }

    private List<byte[]> ReadKeys()
    {
        var output = new ArrayBufferWriter<byte>();
        _dictionary.WriteKeys(output);
        var (rest, keys) = (output.WrittenMemory[8..], new List<byte[]>());
        while (!rest.IsEmpty)
        {
            var (length, shift) = (0, 0);
            byte next;
            do
            {
                next = rest.Span[0];
                length |= (next & 0x7F) << shift;
                shift += 7;
                rest = rest[1..];
            }
            while (next >= 0x80);
            keys.Add(rest[..length].ToArray());
            rest = rest[length..];
        }

        return keys;
    }
}
