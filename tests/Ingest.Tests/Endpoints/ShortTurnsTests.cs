using Ingest.Core.Threads;
using Ingest.Endpoints;
using Ingest.Tests.Threads;
using Microsoft.AspNetCore.Http;

namespace Ingest.Tests.Endpoints;

public sealed class ShortTurnsTests
{
    private const int Many = 1_000;

    [Fact]
    public void A_short_message_is_answered_where_it_was_received() => Assert.True(OwnThread.Run(() => ShortTurns.MayAnswer(Message(300))));

    [Fact]
    public void Nothing_long_is()
    {
        Assert.False(OwnThread.Run(() => ShortTurns.MayAnswer(Message(100_000))));
        Assert.False(OwnThread.Run(() => ShortTurns.MayAnswer(Message(length: null))));
        Assert.False(OwnThread.Run(() => ShortTurns.MayAnswer(Message(300, coding: "gzip"))));
    }

    [Fact]
    public async Task In_the_pool_everything_is() =>
        Assert.True(await Task.Run(() => ShortTurns.MayAnswer(Message(100_000)) && ShortTurns.MayAnswer(Message(length: null))));

    [Fact]
    public void One_connection_leaves_now_and_then_however_much_it_has_sent()
    {
        var connection = Message(300);
        var answered = OwnThread.Run(() => Enumerable.Range(0, Many).Count(_ => ShortTurns.MayAnswer(connection)));
        Assert.InRange(answered, Many * 9 / 10, Many * 99 / 100);
    }

    [Fact]
    public void Connections_that_take_turns_do_not()
    {
        var (one, other) = (Message(300), Message(300));
        Assert.True(OwnThread.Run(() => Enumerable.Range(0, Many).All(i => ShortTurns.MayAnswer(i % 2 == 0 ? one : other))));
    }

    [Fact]
    public async Task What_leaves_goes_on_in_the_pool()
    {
        var isPool = false;
        await OwnThread.Run(() => ShortTurns.LeaveAsync(
            _ =>
            {
                isPool = PoolThread.IsCurrent;
                return Task.CompletedTask;
            },
            Message(300)));
        Assert.True(isPool);
    }

    private static DefaultHttpContext Message(long? length, string? coding = null)
    {
        var http = new DefaultHttpContext();
        http.Request.ContentLength = length;
        if (coding is not null)
        {
            http.Request.Headers.ContentEncoding = coding;
        }

        return http;
    }
}
