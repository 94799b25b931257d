using System.Globalization;
using System.Text;
using System.Text.Json;
using Ingest.Core.Enrichment.Identity;
using Ingest.Core.Intake;

namespace Ingest.Tests.Enrichment.Identity;

public sealed class IdentityVectorTests
{
    // Where we differ on purpose: there a token lets its bearer into any site, and a token whose visit is no UUID answers 500.
    private static readonly string[] Differences = ["cache other website", "cache visit not uuid"];

    private static readonly IdentityEnricher Enricher =
        new(new IdentityOptions { AppSecret = "bench-secret", Formula = IdentityOptions.Umami31 });

    public static TheoryData<string> StoredCases() => new(UmamiVectors.Cases
        .Where(item => item.GetProperty("response") is { ValueKind: JsonValueKind.Object } response
            && response.TryGetProperty("sessionId", out _) && item.Payload() is not null)
        .Select(item => item.Name()));

    [Theory]
    [MemberData(nameof(StoredCases))]
    public void Ids_and_token_equal_the_recorded_ones(string name)
    {
        var item = UmamiVectors.Case(name);
        var context = item.Start(Address(item), ReceivedAtMs(item));
        Assert.Equal(RejectionReason.None, Enricher.Enrich(context));

        var reply = item.GetProperty("response");
        Assert.Equal(reply.GetProperty("sessionId").GetString(), context.Result.SessionId.ToString());
        if (Differences.Contains(name))
        {
            Assert.NotEqual(reply.GetProperty("visitId").GetString(), context.Result.VisitId.ToString());
            return;
        }

        Assert.Equal(reply.GetProperty("visitId").GetString(), context.Result.VisitId.ToString());
        Assert.Equal(reply.GetProperty("cache").GetString(), Encoding.UTF8.GetString(context.Request.Arena[context.Result.Token]));
        Assert.Equal((context.Result.SessionId, context.Result.VisitId), (context.Draft.SessionId, context.Draft.VisitId));
    }

    [Fact]
    public void A_token_whose_visit_is_no_uuid_is_ignored()
    {
        var item = UmamiVectors.Case("cache visit not uuid");
        var context = item.Start("127.0.0.1", 1_795_175_175_000);
        Enricher.Enrich(context);
        Assert.Equal("3e7e1063-304c-5254-9278-dacf9aeebcb9", context.Result.VisitId.ToString());
    }

    [Fact]
    public void Event_times_equal_the_recorded_ones()
    {
        var compared = 0;
        foreach (var item in UmamiVectors.Cases.Where(item => item.Payload()?.TryGetProperty("timestamp", out var t) == true && t.ValueKind != JsonValueKind.Null))
        {
            foreach (var row in item.Rows("website_event"))
            {
                var context = item.Start("127.0.0.1", 1_795_175_175_000);
                Enricher.Enrich(context);
                Assert.Equal(Time(row), context.Draft.EventTimeMs);
                compared++;
            }
        }

        Assert.True(compared >= 4);
    }

    private static string Address(JsonElement item)
    {
        if (item.TryGetProperty("checks", out var checks) && checks.TryGetProperty("ip used", out var used))
        {
            return used.GetString()!;
        }

        return item.Header("x-forwarded-for")?.Split(',')[0].Trim() ?? "127.0.0.1";
    }

    // The second of the recording: that of the event row, else of the fresh token.
    private static long ReceivedAtMs(JsonElement item)
    {
        var issuedAt = item.ReplyClaims().GetProperty("iat").GetInt64();
        if (item.Name() == "cache iat 10d + timestamp")
        {
            return (issuedAt + 864_000) * 1000;
        }

        var isDated = item.Payload()!.Value.TryGetProperty("timestamp", out var timestamp) && timestamp.ValueKind != JsonValueKind.Null;
        return isDated || item.Header("x-umami-cache") is null ? issuedAt * 1000 : item.Rows("website_event").Select(Time).First();
    }

    private static long Time(JsonElement row) =>
        DateTimeOffset.Parse(row.GetProperty("created_at").GetString()!, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
