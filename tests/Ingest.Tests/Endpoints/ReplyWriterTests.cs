using System.Text;
using Ingest.Core.Intake;
using Ingest.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Ingest.Tests.Endpoints;

public sealed class ReplyWriterTests
{
    [Fact]
    public void Every_reason_has_a_name_a_status_and_a_body()
    {
        foreach (var reason in Enum.GetValues<RejectionReason>().Where(reason => reason is not (RejectionReason.None or RejectionReason.Duplicate)))
        {
            var rejection = Rejections.Of(reason);
            Assert.Matches("^[a-z-]+$", rejection.Name);
            Assert.InRange(rejection.Status, 200, 503);
            Assert.Contains(reason == RejectionReason.Bot ? "beep" : $"\"status\":{rejection.Status}", Encoding.UTF8.GetString(rejection.Body), StringComparison.Ordinal);
            Assert.Equal(rejection.Status is 429 or 503, rejection.IsTransient);
        }

        Assert.Equal(Enum.GetValues<RejectionReason>().Length, Enum.GetValues<RejectionReason>().Select(RejectionNames.Of).Distinct().Count());
    }

    [Fact]
    public void A_stored_event_is_answered_with_umamis_keys_in_umamis_order()
    {
        var request = new IntakeRequest();
        request.Add();
        request.Result(0).Token = request.Arena.Append("a.b.c"u8);
        request.Result(0).SessionId = new Guid("02a0cc72-36fb-598c-b9a6-fa5d7addbea4");
        request.Result(0).VisitId = new Guid("3e7e1063-304c-5254-9278-dacf9aeebcb9");

        var (http, body) = Write(http => ReplyWriter.WriteSingle(http, request));

        Assert.Equal("""{"cache":"a.b.c","sessionId":"02a0cc72-36fb-598c-b9a6-fa5d7addbea4","visitId":"3e7e1063-304c-5254-9278-dacf9aeebcb9"}""", body);
        Assert.Equal((200, body.Length), (http.Response.StatusCode, (int)http.Response.ContentLength!));
        Assert.False(http.Response.Headers.ContainsKey("X-Ingest-Dropped"));
    }

    [Fact]
    public void A_server_that_cannot_store_says_when_to_come_back()
    {
        var (http, body) = Write(http => ReplyWriter.Refuse(http, RejectionReason.Overloaded, default));
        Assert.Equal(503, http.Response.StatusCode);
        Assert.Equal("1", http.Response.Headers.RetryAfter);
        Assert.Equal("overloaded", http.Response.Headers["X-Ingest-Dropped"]);
        Assert.Contains("service-unavailable", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", """{"size":0,"processed":0,"errors":0,"details":[],"cache":null}""", null)]
    [InlineData("bot", """{"size":1,"processed":1,"errors":0,"details":[]}""", "bot")]
    [InlineData("stored", """{"size":1,"processed":1,"errors":0,"details":[],"cache":"token 0"}""", null)]
    [InlineData("bot,stored", """{"size":2,"processed":2,"errors":0,"details":[],"cache":"token 1"}""", "bot")]
    [InlineData("site,stored,stored", """{"size":3,"processed":2,"errors":1,"details":[{"index":0,"response":{"error":{"message":"Website not found.","code":"bad-request","status":400}}}],"cache":"token 1"}""", "unknown-site")]
    [InlineData("duplicate,duplicate", """{"size":2,"processed":2,"errors":0,"details":[],"cache":"token 0"}""", "duplicate")]
    [InlineData("bot,duplicate,stored", """{"size":3,"processed":3,"errors":0,"details":[],"cache":"token 1"}""", "bot, duplicate")]
    [InlineData("log,stored", """{"size":2,"processed":1,"errors":1,"details":[{"index":0,"response":{"error":{"message":"Events cannot be stored now","code":"service-unavailable","status":503}}}],"cache":"token 1"}""", "log-unavailable")]
    public void A_batch_is_answered_as_umami_does(string outcomes, string expected, string? dropped)
    {
        var request = Batch(outcomes);
        var (http, body) = Write(http => ReplyWriter.WriteBatch(http, request));
        Assert.Equal(expected, body);
        Assert.Equal(dropped ?? "", http.Response.Headers["X-Ingest-Dropped"].ToString());
    }

    [Fact]
    public void What_is_stored_already_is_answered_as_stored_and_named()
    {
        var request = Batch("duplicate");
        var (http, body) = Write(http => ReplyWriter.WriteSingle(http, request));
        Assert.Equal((200, "duplicate"), (http.Response.StatusCode, http.Response.Headers["X-Ingest-Dropped"].ToString()));
        Assert.StartsWith("""{"cache":"token 0",""", body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_counts_what_was_not_stored()
    {
        var request = Batch("bot,duplicate,stored,bot,site");
        var (http, _) = Write(http => ReplyWriter.WriteBatch(http, request));
        Assert.Equal("unknown-site=1, bot=2, duplicate=1", http.Response.Headers["X-Ingest-Dropped-Counts"]);
    }

    [Fact]
    public void A_batch_of_which_nothing_new_could_be_stored_is_to_be_sent_again()
    {
        var request = Batch("duplicate,log");
        var (http, _) = Write(http => ReplyWriter.WriteBatch(http, request));
        Assert.Equal(503, http.Response.StatusCode);
    }

    [Fact]
    public void A_batch_of_which_nothing_could_be_stored_is_to_be_sent_again()
    {
        var request = Batch("log,log,bot");
        var (http, _) = Write(http => ReplyWriter.WriteBatch(http, request));
        Assert.Equal((503, "1"), (http.Response.StatusCode, http.Response.Headers.RetryAfter.ToString()));
    }

    private static IntakeRequest Batch(string outcomes)
    {
        var request = new IntakeRequest { IsBatch = true };
        foreach (var (index, outcome) in outcomes.Split(',', StringSplitOptions.RemoveEmptyEntries).Index())
        {
            request.Add();
            ref var result = ref request.Result(index);
            result.Reason = outcome switch
            {
                "bot" => RejectionReason.Bot,
                "duplicate" => RejectionReason.Duplicate,
                "site" => RejectionReason.UnknownSite,
                "log" => RejectionReason.LogUnavailable,
                _ => RejectionReason.None,
            };
            result.Token = request.Arena.Append(Encoding.UTF8.GetBytes($"token {index}"));
        }

        return request;
    }

    private static (HttpContext Http, string Body) Write(Action<HttpContext> write)
    {
        var target = new MemoryStream();
        var http = new DefaultHttpContext();
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(target));
        write(http);
        http.Response.BodyWriter.Complete();
        return (http, Encoding.UTF8.GetString(target.ToArray()));
    }
}
