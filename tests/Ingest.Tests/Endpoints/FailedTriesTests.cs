namespace Ingest.Tests.Endpoints;

/// <summary>Wrong keys are limited by the address that sends them, over real HTTP; right ones never are.</summary>
public sealed class FailedTriesTests
{
    private static readonly string Wrong = "ingest_" + new string('A', 64);

    [Theory]
    [InlineData("/api/keys", "GET")]
    [InlineData("/api/send", "POST")]
    public async Task Too_many_wrong_keys_are_told_to_wait_and_a_right_one_is_let_in(string path, string method)
    {
        await using var host = await DropHost.StartAsync();
        host.Clock.IsStopped = true;
        var (_, key) = await host.Keys.CreateAsync("laptop", ["admin"]);

        var statuses = new List<int>();
        for (var i = 0; i < 12; i++)
        {
            using var reply = await AskAsync(host, method, path, Wrong);
            statuses.Add((int)reply.StatusCode);
            Assert.Equal(reply.StatusCode == System.Net.HttpStatusCode.TooManyRequests, reply.Headers.Contains("Retry-After"));
        }

        using var right = await AskAsync(host, method, path, key);

        Assert.Equal([.. Enumerable.Repeat(401, 10), 429, 429], statuses);
        Assert.Equal(200, (int)right.StatusCode);
    }

    [Fact]
    public async Task No_key_is_no_wrong_key()
    {
        await using var host = await DropHost.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            using var reply = await AskAsync(host, "GET", "/api/keys", key: null);
            Assert.Equal(401, (int)reply.StatusCode);
        }
    }

    private static Task<HttpResponseMessage> AskAsync(DropHost host, string method, string path, string? key)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = method == "POST" ? new StringContent(host.Message()) : null };
        request.Headers.TryAddWithoutValidation("User-Agent", DropHost.Browser);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        }

        return host.Http.SendAsync(request);
    }
}
