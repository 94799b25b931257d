using FsCheck;
using FsCheck.Fluent;
using Ingest.Core.Buffers;

namespace Ingest.Tests.Buffers;

public sealed class SparseTests
{
    [Fact]
    public void Texts_empty_or_not_are_read_as_they_were_added_by_row_and_in_order() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<byte[][]>(), texts =>
        {
            // Beyond the 64 rows of a word, whatever the generator's size.
            byte[][] rows = [.. Enumerable.Repeat(texts, 9).SelectMany(part => part)];
            var column = new Utf8Column();
            foreach (var text in rows)
                column.Add(text);
            var read = new List<byte[]>();
            foreach (var text in column)
                read.Add(text.ToArray());
            return column.Count == rows.Length
                && rows.Select((text, row) => text.AsSpan().SequenceEqual(column[row]) && text.AsSpan().SequenceEqual(read[row])).All(same => same)
                && read.Count == rows.Length;
        }));

    [Fact]
    public void An_empty_text_costs_no_offset()
    {
        var column = new Utf8Column();

        // The first call compiles, and in a full test run the compiler's own memory may be counted for this thread.
        column.Add(default);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var row = 0; row < 10_000; row++)
            column.Add(default);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 0);
    }

    [Fact]
    public void A_cleared_column_of_texts_holds_none_of_those_before()
    {
        var column = new Utf8Column();
        column.Add("before"u8);
        column.Clear();
        column.Add(default);
        column.Add("after"u8);
        Assert.Equal(2, column.Count);
        Assert.Equal(""u8, column[0]);
        Assert.Equal("after"u8, column[1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    public void Numbers_are_found_by_row_and_missing_ones_are_nan(int every)
    {
        var column = new SparseColumn();
        for (var row = 0; row < 300; row++)
            column.Add(row % every == 0 ? row : double.NaN);
        Assert.Equal(300, column.Count);
        Assert.Equal((299 / every) + 1, column.Values.Length);
        Assert.All(Enumerable.Range(0, 300), row => Assert.Equal(row % every == 0 ? row : double.NaN, column[row]));
    }
}
