using System.Text;
using Ingest.Core.Enrichment.Clients;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Enrichment.Clients;

public sealed class UserAgentCacheTests
{
    private readonly HashSet<string> _read = [];
    private int _reads;

    [Fact]
    public void A_repeat_is_not_read_again()
    {
        var cache = Cache(sets: 4);

        var first = cache.Get("a"u8);

        Assert.Same(first, cache.Get("a"u8));
        Assert.Equal(1, _reads);
    }

    [Fact]
    public void An_empty_user_agent_is_unknown()
    {
        Assert.Same(UserAgentFacts.Unknown, Cache(sets: 1).Get(default));
        Assert.Equal(0, _reads);
    }

    [Fact]
    public void Only_the_examined_part_is_kept()
    {
        var cache = Cache(sets: 1);
        var longOne = new byte[1_000_000];

        cache.Get(longOne);
        cache.Get(longOne.AsSpan(0, 500_000));

        Assert.Equal(UserAgentCache.ExaminedBytesMax, Assert.Single(_read).Length);
        Assert.Equal(1, _reads);
    }

    [Fact]
    public void A_flood_of_new_user_agents_leaves_those_in_use()
    {
        var cache = Cache(sets: 1);
        for (var i = 0; i < 1000; i++)
        {
            cache.Get("in use"u8);
            cache.Get(Encoding.ASCII.GetBytes($"flood {i}"));
        }

        Assert.Equal(1001, _reads);
    }

    [Fact]
    public void An_unused_entry_makes_room()
    {
        var cache = Cache(sets: 1);
        cache.Get("once"u8);
        for (var i = 0; i < 8; i++)
        {
            cache.Get(Encoding.ASCII.GetBytes($"new {i}"));
        }

        cache.Get("once"u8);

        Assert.Equal(10, _reads);
    }

    [Fact]
    public void A_hit_allocates_nothing()
    {
        var cache = new UserAgentCache();
        var userAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"u8.ToArray();
        cache.Get(userAgent);
        cache.Get(userAgent);

        Assert.Equal(0, Allocations.Least(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                cache.Get(userAgent);
            }
        }));
    }

    [Fact]
    public async Task Readers_and_writers_together_always_get_the_right_facts()
    {
        var cache = new UserAgentCache(key => new UserAgentFacts(BotPattern: null, key.ToArray(), [], []), sets: 2);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            for (var i = 0; i < 20_000; i++)
            {
                var key = Encoding.ASCII.GetBytes($"agent {random.Next(40)}");
                Assert.Equal(key, cache.Get(key).Browser);
            }
        })));
    }

    private UserAgentCache Cache(int sets) => new(
        key =>
        {
            _reads++;
            _read.Add(Encoding.Latin1.GetString(key.Span));
            return new UserAgentFacts(BotPattern: null, [], [], []);
        },
        sets);
}
