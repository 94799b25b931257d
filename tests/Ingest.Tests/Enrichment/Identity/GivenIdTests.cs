using Ingest.Core.Enrichment;
using Ingest.Core.Enrichment.Identity;
using Ingest.Core.Events;
using Ingest.Core.Intake;

namespace Ingest.Tests.Enrichment.Identity;

/// <summary>Events whose id is the caller's: with a timestamp, whatever identifies the row is made of what was sent.</summary>
public sealed class GivenIdTests
{
    private const long NowMs = 1_797_508_799_123;
    private const long YearMs = 31_536_000_000;

    private static readonly Guid Id = Guid.Parse("0198c0de-0000-7000-8000-00000000000a");
    private static readonly IdentityEnricher Enricher = new(new IdentityOptions { AppSecret = "s" });

    [Fact]
    public void The_callers_id_is_stored()
    {
        var draft = Enrich(NowMs, timestamp: 0).Draft;
        Assert.Equal((Id, true, NowMs, NowMs), (draft.EventId, draft.HasGivenId, draft.ReceivedAtMs, draft.TakenAtMs));
    }

    [Fact]
    public void With_a_timestamp_the_row_is_the_same_whenever_and_with_whatever_token_it_is_sent()
    {
        var first = Enrich(NowMs, timestamp: 1_790_000_000);
        var other = Enrich(NowMs - 5_000_000, timestamp: 1_790_000_000 - 5_000);
        var token = other.Request.Arena[other.Result.Token].ToArray();
        var second = Enrich(NowMs + YearMs, timestamp: 1_790_000_000, token);
        Assert.Equal(Row(first.Draft), Row(second.Draft));
        Assert.Equal((NowMs, NowMs + YearMs), (first.Draft.TakenAtMs, second.Draft.TakenAtMs));
    }

    [Fact]
    public void Without_a_timestamp_the_token_carries_the_visit_on()
    {
        var first = Enrich(NowMs, timestamp: 0);
        var token = first.Request.Arena[first.Result.Token].ToArray();
        Assert.Equal(first.Draft.VisitId, Enrich(NowMs + 600_000, timestamp: 0, token).Draft.VisitId);
        Assert.NotEqual(first.Draft.VisitId, Enrich(NowMs + 600_000, timestamp: 0).Draft.VisitId);
    }

    [Theory]
    [InlineData(1_104_537_600, 1_104_537_600_000)]
    [InlineData(1_104_537_599, 0)]
    [InlineData(2_366_841_599, 2_366_841_599_000)]
    [InlineData(2_366_841_600, 0)]
    [InlineData(-1, 0)]
    [InlineData(1e15, 0)]
    public void The_reception_is_the_events_time_within_40_years_so_that_partitions_are_bounded(double timestamp, long expectedMs) =>
        Assert.Equal(expectedMs, Enrich(NowMs, timestamp).Draft.ReceivedAtMs);

    private static (Guid Session, Guid Visit, Guid Event, long TimeMs, long ReceivedMs) Row(EventDraft draft) =>
        (draft.SessionId, draft.VisitId, draft.EventId, draft.EventTimeMs, draft.ReceivedAtMs);

    private static EnrichmentContext Enrich(long nowMs, double timestamp, byte[]? token = null)
    {
        var request = new IntakeRequest();
        request.Context.ReceivedAtMs = nowMs;
        request.Context.CacheToken = token is null ? default : request.Arena.Append(token);
        var payload = request.Add();
        payload.Set(PayloadField.Source, request.Arena.Append("aaaaaaaa-BBBB-4ccc-8ddd-eeeeeeeeeeee"u8));
        (payload.EventId, payload.TimestampSeconds) = (Id, timestamp);
        var context = new EnrichmentContext();
        context.Start(request, 0);
        Enricher.Enrich(context);
        return context;
    }
}
