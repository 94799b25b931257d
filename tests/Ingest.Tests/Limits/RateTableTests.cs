using FsCheck;
using FsCheck.Fluent;
using Ingest.Core.Limits;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Limits;

public sealed class RateTableTests
{
    private static readonly RateLimit TenASecond = new(PerSecond: 10, Burst: 5);

    private readonly ManualTime _time = new();

    [Fact]
    public void A_burst_is_let_through_then_the_rate()
    {
        var table = new RateTable(sets: 1, _time);

        Assert.Equal([0, 0, 0, 0, 0, 100], Enumerable.Range(0, 6).Select(_ => table.Take(1, 1, TenASecond).TotalMilliseconds));
        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Equal(TimeSpan.FromMilliseconds(1), table.Take(1, 1, TenASecond));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(TimeSpan.Zero, table.Take(1, 1, TenASecond));
        Assert.Equal(TimeSpan.Zero, table.Take(2, 1, TenASecond));
    }

    [Fact]
    public void A_refusal_takes_nothing()
    {
        var table = new RateTable(sets: 1, _time);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(TimeSpan.Zero, table.Take(1, 1, TenASecond));
        }

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(TimeSpan.FromMilliseconds(100), table.Take(1, 1, TenASecond));
        }
    }

    [Fact]
    public void More_than_a_bucket_holds_is_given_when_it_is_full_and_owed()
    {
        var table = new RateTable(sets: 1, _time);

        Assert.Equal(TimeSpan.Zero, table.Take(1, 100, TenASecond));
        Assert.Equal(TimeSpan.FromSeconds(9.6), table.Take(1, 1, TenASecond));
        Assert.Equal(TimeSpan.FromSeconds(10), table.Take(1, 100, TenASecond));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.Zero, table.Take(1, 100, TenASecond));
    }

    [Fact]
    public void Any_sequence_is_answered_as_by_a_bucket_that_counts() =>
        Prop.ForAll(
            (from count in Gen.Choose(1, 8) from pauseMs in Gen.Choose(0, 400) select (count, pauseMs)).ArrayOf().ToArbitrary(),
            steps =>
            {
                var table = new RateTable(sets: 1, _time);
                var tokens = 5.0;
                return steps.All(step =>
                {
                    _time.Advance(TimeSpan.FromMilliseconds(step.pauseMs));
                    tokens = Math.Min(5, tokens + (step.pauseMs / 100.0));
                    var expected = tokens + 1e-6 >= Math.Min(5, step.count);
                    var taken = table.Take(1, step.count, TenASecond) == TimeSpan.Zero;
                    tokens -= expected ? step.count : 0;
                    return taken == expected;
                });
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_flood_of_keys_refuses_none_and_takes_no_memory()
    {
        var table = new RateTable(sets: 16, _time);
        var (key, refused) = ((UInt128)0, 0);

        var allocated = Allocations.Least(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                refused += table.Take(key++, 1, TenASecond) == TimeSpan.Zero ? 0 : 1;
            }
        });

        Assert.Equal((0, 0), (allocated, refused));
    }

    [Fact]
    public void A_key_that_is_used_up_is_kept_before_those_that_are_nearly_full()
    {
        var table = new RateTable(sets: 1, _time);
        Assert.Equal(TimeSpan.Zero, table.Take(7, 5, TenASecond));
        for (UInt128 key = 1_000; key < 2_000; key++)
        {
            table.Take(key, 1, TenASecond);
        }

        Assert.NotEqual(TimeSpan.Zero, table.Take(7, 1, TenASecond));
    }

    [Fact]
    public async Task Many_threads_get_together_what_one_would_get()
    {
        var table = new RateTable(sets: 1, _time);
        var limit = new RateLimit(PerSecond: 10, Burst: 1_000);

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => Enumerable.Range(0, 1_000).Count(_ => table.Take(1, 1, limit) == TimeSpan.Zero))));

        Assert.Equal(1_000, taken.Sum());
    }
}
