using Ingest.Endpoints.Metrics;

namespace Ingest.Tests.Endpoints.Metrics;

/// <summary>Answers that are kept.</summary>
public sealed class AnswerCacheTests
{
    [Fact]
    public void Forgets_what_was_asked_for_longest_ago_beyond_its_bytes()
    {
        var cache = new AnswerCache(bytesMax: 10_000);
        foreach (var key in (string[])["a", "b", "c", "d"])
        {
            cache.Keep(Of(key, 2000));
        }

        Assert.NotNull(cache.Find("a"));
        cache.Keep(Of("e", 2000));

        Assert.Equal(["a", "c", "d", "e"], ((string[])["a", "b", "c", "d", "e"]).Where(key => cache.Find(key) is not null));
        Assert.InRange(cache.Bytes, 8000, 10_000);
    }

    [Fact]
    public void Keeps_one_answer_of_a_question_and_none_that_is_large()
    {
        var cache = new AnswerCache(bytesMax: 10_000);
        cache.Keep(Of("a", 100));
        var bytes = cache.Bytes;
        cache.Keep(Of("a", 200));

        Assert.Equal((200, bytes + 100), (cache.Find("a")!.Answer.Body.Length, cache.Bytes));
        cache.Keep(Of("a", 5000));
        Assert.Equal((null, 0), (cache.Find("a"), cache.Bytes));
    }

    [Fact]
    public void Keeps_nothing_without_bytes()
    {
        var cache = new AnswerCache(bytesMax: 0);
        cache.Keep(Of("a", 1));

        Assert.Null(cache.Find("a"));
    }

    private static CachedAnswer Of(string key, int bytes) => new(key, Answer.Of(new byte[bytes]), Version: null, Asked: 0);
}
