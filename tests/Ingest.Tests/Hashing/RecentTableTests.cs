using Ingest.Core.Enrichment.Identity;
using Ingest.Core.Hashing;

namespace Ingest.Tests.Hashing;

public sealed class RecentTableTests
{
    private const int Items = 4096;

    [Fact]
    public void A_visitor_is_found_as_it_was_last_set()
    {
        var cache = new RecentTable<KnownVisitor>(sets: 4);
        var visitor = Visitor(7);
        Assert.False(cache.TryGet(7, out _));

        cache.Set(visitor);
        cache.Set(visitor with { VisitHourMs = 3_600_000, VisitId = Guid.NewGuid() });

        Assert.True(cache.TryGet(7, out var found));
        Assert.Equal((visitor.SessionId, 3_600_000), (found.SessionId, found.VisitHourMs));
    }

    [Fact]
    public void The_key_of_an_empty_slot_finds_nothing() => Assert.False(new RecentTable<KnownVisitor>(sets: 1).TryGet(UInt128.Zero, out _));

    [Fact]
    public void A_flood_of_new_visitors_leaves_those_who_come_again()
    {
        var cache = new RecentTable<KnownVisitor>(sets: 1);
        cache.Set(Visitor(1));
        for (var i = 2; i < 1000; i++)
        {
            Assert.True(cache.TryGet(1, out _));
            cache.Set(Visitor((UInt128)i));
        }
    }

    [Fact]
    public void A_slot_takes_64_bytes_for_a_visitor_and_48_for_a_token()
    {
        Assert.InRange(BytesOf<KnownVisitor>(), 64 * Items, (64 * Items) + 10_000);
        Assert.InRange(BytesOf<KnownToken>(), 48 * Items, (48 * Items) + 10_000);
    }

    [Fact]
    public async Task Workers_together_always_find_the_right_visitor()
    {
        var cache = new RecentTable<KnownVisitor>(sets: 2);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            for (var i = 0; i < 20_000; i++)
            {
                var key = (UInt128)random.Next(1, 40);
                if (cache.TryGet(key, out var found))
                {
                    Assert.Equal(Visitor(key), found);
                }
                else
                {
                    cache.Set(Visitor(key));
                }
            }
        })));
    }

    private static long BytesOf<T>()
        where T : struct, IKeyed
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(new RecentTable<T>(Items / 4));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static KnownVisitor Visitor(UInt128 key) =>
        new(key, new Guid((int)key, 1, 2, new byte[8]), new Guid((int)key, 3, 4, new byte[8]), KnownVisitor.NoVisit);
}
