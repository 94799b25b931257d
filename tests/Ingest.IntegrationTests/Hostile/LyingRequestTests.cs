using System.Text;
using Ingest.Tests.Intake.Bodies;

namespace Ingest.IntegrationTests.Hostile;

/// <summary>Requests that contradict themselves, on a raw connection: what is answered, and whether the connection may be used on.</summary>
[Collection(HostileServer.Name)]
public sealed class LyingRequestTests(HostileServer host)
{
    private const int SendBytesMax = 1 << 20;
    private const int BatchBytesMax = 8 << 20;

    [Theory]
    [InlineData("Content-Length: -1")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6")]
    [InlineData("Content-Length: 5, 6")]
    [InlineData("Content-Length: five")]
    [InlineData("Content-Length: 99999999999999999999")]
    [InlineData("Transfer-Encoding: chunked, gzip")]
    [InlineData("Transfer-Encoding: xchunked")]
    public async Task A_length_that_is_none_is_refused_and_the_connection_closed(string header)
    {
        using var client = await RawClient.ConnectAsync(host.Ingest.Collect);
        await client.SendAsync(host.Head("/api/send", header) + host.Message("no length"));
        var (status, _, _) = await client.ReplyAsync();
        Assert.True(status is 400 or 501, $"{status}");
        await client.ToEndAsync();
        Assert.Equal(0, await CountAsync("no length"));
    }

    // What one side takes for a body and the other for a request is how requests are smuggled past a proxy.
    [Fact]
    public async Task Both_a_length_and_chunks_never_make_two_requests_of_one()
    {
        using var client = await RawClient.ConnectAsync(host.Ingest.Collect);
        var hidden = host.Message("smuggled");
        var body = $"0\r\n\r\n{host.Head("/api/send", $"Content-Length: {hidden.Length}", "Connection: close")}{hidden}";
        await client.SendAsync(host.Head("/api/send", $"Content-Length: {body.Length}", "Transfer-Encoding: chunked") + body);
        var replies = await client.ToEndAsync();
        Assert.StartsWith("HTTP/1.1 400", replies, StringComparison.Ordinal);
        Assert.DoesNotContain("HTTP/1.1 200", replies, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync("smuggled"));
    }

    [Fact]
    public async Task A_body_shorter_than_its_length_is_not_stored()
    {
        using var client = await RawClient.ConnectAsync(host.Ingest.Collect);
        var body = host.Message("cut off");
        await client.SendAsync(host.Head("/api/send", $"Content-Length: {body.Length + 1}") + body);
        client.FinishSending();
        Assert.DoesNotContain("HTTP/1.1 200", await client.ToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync("cut off"));
    }

    [Fact]
    public async Task A_body_longer_than_its_length_is_a_request_and_then_garbage()
    {
        using var client = await RawClient.ConnectAsync(host.Ingest.Collect);
        var body = host.Message("too long");
        await client.SendAsync(host.Head("/api/send", $"Content-Length: {body.Length}") + body + body + "\r\n\r\n");
        Assert.Equal(200, (await client.ReplyAsync()).Status);
        Assert.StartsWith("HTTP/1.1 400", await client.ToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_bomb_is_taken_at_the_limit_and_refused_one_byte_over_it(string coding)
    {
        var message = Encoding.UTF8.GetBytes(host.Message($"bomb {coding}"));
        using var client = await RawClient.ConnectAsync(host.Ingest.Collect);
        foreach (var (length, expected) in new[] { (SendBytesMax, 200), (SendBytesMax + 1, 413), (SendBytesMax, 200) })
        {
            byte[] padded = [.. message, .. Enumerable.Repeat((byte)' ', length - message.Length)];
            var body = Compressed.Compress(coding, padded);
            await client.SendAsync(host.Head("/api/send", $"Content-Encoding: {coding}", $"Content-Length: {body.Length}"));
            await client.SendAsync(body);
            Assert.Equal(expected, (await client.ReplyAsync()).Status);
        }
    }

    [Theory]
    [InlineData("gzip, gzip")]
    [InlineData("gzip, br")]
    [InlineData("gzip\r\nContent-Encoding: gzip")]
    [InlineData("zstd")]
    [InlineData("identity, zstd")]
    public async Task Codings_over_one_another_or_unknown_are_refused_unread_and_the_connection_goes_on(string codings)
    {
        var inner = Compressed.Compress("gzip", Compressed.Compress("gzip", Encoding.UTF8.GetBytes(host.Message("nested"))));
        using var client = await RawClient.ConnectAsync(host.Ingest.Collect);
        await client.SendAsync(host.Head("/api/send", $"Content-Encoding: {codings}", $"Content-Length: {inner.Length}"));
        await client.SendAsync(inner);
        Assert.Equal(415, (await client.ReplyAsync()).Status);
        await AssertUsableAsync(client);
    }

    [Theory]
    [InlineData("/api/send", SendBytesMax)]
    [InlineData("/api/batch", BatchBytesMax)]
    public async Task After_413_the_connection_goes_on(string path, int bytesMax)
    {
        using var client = await RawClient.ConnectAsync(host.Ingest.Collect);
        await client.SendAsync(host.Head(path, $"Content-Length: {bytesMax + 1}"));
        await client.SendAsync(new byte[bytesMax + 1]);
        Assert.Equal(413, (await client.ReplyAsync()).Status);
        await AssertUsableAsync(client);
    }

    [Fact]
    public async Task A_chunked_body_over_the_cap_gets_413_and_its_end_is_not_waited_for()
    {
        using var client = await RawClient.ConnectAsync(host.Ingest.Collect);
        await client.SendAsync(host.Head("/api/send", "Transfer-Encoding: chunked"));
        for (var sent = 0; sent <= SendBytesMax; sent += 0x10000)
        {
            await client.SendAsync($"10000\r\n{new string(' ', 0x10000)}\r\n");
        }

        Assert.Equal(413, (await client.ReplyAsync()).Status);
    }

    [Fact]
    public async Task After_503_the_connection_goes_on_and_small_events_never_get_it()
    {
        await using var attack = await Attack.StartAsync(host, "stalled-large-bodies");
        using var client = await RawClient.ConnectAsync(host.Ingest.Collect);
        var body = $"[{string.Join(',', Enumerable.Repeat(host.Message("large"), 1000))}]";
        var status = 0;
        await Poll.UntilAsync(
            async () =>
            {
                await client.SendAsync(host.Head("/api/batch", $"Content-Length: {body.Length}") + body);
                (status, var head, _) = await client.ReplyAsync();
                return status == 503 && head.Contains("Retry-After", StringComparison.OrdinalIgnoreCase);
            },
            "503 with Retry-After");
        await AssertUsableAsync(client);
    }

    private async Task AssertUsableAsync(RawClient client)
    {
        var body = host.Message("afterwards");
        await client.SendAsync(host.Head("/api/send", $"Content-Length: {body.Length}") + body);
        var (status, _, text) = await client.ReplyAsync();
        Assert.Equal((200, true), (status, text.Contains("sessionId", StringComparison.Ordinal)));
    }

    private Task<long> CountAsync(string title) => host.Ingest.CountAsync($"SELECT count() FROM v_pa_events WHERE page_title = '{title}'");
}
