using Ingest.Core.Buffers;

namespace Ingest.Tests.Buffers;

public sealed class ColumnBufferTests
{
    [Fact]
    public void Values_and_runs_stay_in_order_however_far_the_column_grows()
    {
        var (column, expected) = (new ColumnBuffer<int>(), new List<int>());
        for (var length = 0; length < 1000; length++)
        {
            int[] run = [.. Enumerable.Range(expected.Count, length)];
            column.Add(run);
            column.Add(-length);
            expected.AddRange([.. run, -length]);
        }

        Assert.True(column.Values.SequenceEqual(expected.ToArray()));
    }

    [Fact]
    public void A_run_longer_than_all_growth_fits()
    {
        var column = new ColumnBuffer<byte>();
        column.Add(new byte[10_000_000]);
        column.Add(7);

        Assert.Equal(10_000_001, column.Count);
        Assert.Equal(7, column.Values[^1]);
    }

    [Fact]
    public void A_column_of_a_hundred_thousand_values_outgrows_less_than_a_fifth_of_them()
    {
        const int Values = 100_000;
        var column = new ColumnBuffer<long>();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Values; i++)
        {
            column.Add(i);
        }

        var room = 131_072 * sizeof(long);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before - room, 0, Values * sizeof(long) / 5);
    }

    [Fact]
    public void A_column_filled_again_allocates_nothing()
    {
        var column = new ColumnBuffer<long>();
        column.Add(new long[5000]);
        column.Clear();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 5000; i++)
        {
            column.Add(i);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(5000, column.Count);
    }

    [Fact]
    public void A_large_column_has_at_most_twice_the_room_that_it_needs()
    {
        const int Values = 3_000_000;
        var column = new ColumnBuffer<byte>();
        var run = new byte[1000];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Values; i += run.Length)
        {
            column.Add(run);
        }

        // 4 MiB of room, and what was outgrown on the way there.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, Values, 8 * 1024 * 1024);
    }
}
