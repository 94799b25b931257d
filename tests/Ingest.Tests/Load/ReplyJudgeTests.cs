using System.Text;
using Ingest.Load.Running;
using Ingest.Load.Wire;

namespace Ingest.Tests.Load;

/// <summary>What counts as acknowledged: what the reply says is stored, and nothing else.</summary>
public sealed class ReplyJudgeTests
{
    [Theory]
    [InlineData(200, """{"cache":"abc","sessionId":"s","visitId":"v"}""", "", 1, 0, 0)]
    [InlineData(200, """{"beep":"boop"}""", "", 0, 1, 0)]
    [InlineData(200, """{"beep":"boop"}""", "bot", 0, 1, 0)]
    [InlineData(200, """{"cache":"abc"}""", "duplicate", 0, 1, 0)]
    [InlineData(200, "<html>", "", 0, 0, 1)]
    [InlineData(204, "", "", 0, 0, 1)]
    [InlineData(400, "", "", 0, 1, 0)]
    [InlineData(503, "", "overloaded", 0, 1, 0)]
    [InlineData(502, "", "", 0, 0, 1)]
    [InlineData(504, "", "", 0, 0, 1)]
    public void A_single_event_is_acknowledged_refused_or_unknown(int status, string body, string dropped, int acknowledged, int refused, int unknown) =>
        Assert.Equal((acknowledged, refused, unknown), Judge(status, body, dropped, "", events: 1));

    [Theory]
    [InlineData("""{"size":10,"processed":10,"errors":0,"details":[],"cache":"x"}""", "", 10, 0, 0)]
    [InlineData("""{"size":10,"processed":8,"errors":2,"details":[]}""", "invalid=2", 8, 2, 0)]
    [InlineData("""{"size":10,"processed":10,"errors":0,"details":[]}""", "bot=3, duplicate=1", 6, 4, 0)]
    [InlineData("""{"size":9,"processed":9,"errors":0,"details":[]}""", "", 0, 0, 10)]
    [InlineData("""{"size":10,"processed":11,"errors":0,"details":[]}""", "", 0, 0, 10)]
    [InlineData("""{"cache":"abc"}""", "", 0, 0, 10)]
    public void A_batch_is_counted_by_what_its_reply_says(string body, string counts, int acknowledged, int refused, int unknown) =>
        Assert.Equal((acknowledged, refused, unknown), Judge(200, body, "", counts, events: 10));

    [Fact]
    public void Any_success_counts_when_the_server_does_not_speak_Umami()
    {
        var reply = new Reply { Status = 200, Body = "{\"cache\":\"abc\"}"u8 };
        var verdict = ReplyJudge.Judge(reply, 10, takesAny: true);
        Assert.Equal((10, "abc"), (verdict.Acknowledged, Encoding.ASCII.GetString(verdict.Token)));
    }

    private static (int Acknowledged, int Refused, int Unknown) Judge(int status, string body, string dropped, string counts, int events)
    {
        var reply = new Reply { Status = status, Body = Encoding.UTF8.GetBytes(body), Dropped = Encoding.UTF8.GetBytes(dropped), DroppedCounts = Encoding.UTF8.GetBytes(counts) };
        var verdict = ReplyJudge.Judge(reply, events, takesAny: false);
        return (verdict.Acknowledged, verdict.Refused, verdict.Unknown);
    }
}
