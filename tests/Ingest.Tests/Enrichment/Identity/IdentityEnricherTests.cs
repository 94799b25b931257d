using System.Text;
using Ingest.Core.Enrichment;
using Ingest.Core.Enrichment.Identity;
using Ingest.Core.Intake;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Enrichment.Identity;

public sealed class IdentityEnricherTests
{
    private const long NowMs = 1_797_508_799_123;

    private static readonly IdentityEnricher Enricher = new(new IdentityOptions { AppSecret = "s" });

    [Theory]
    [InlineData(0, NowMs)]
    [InlineData(1_700_000_000, 1_700_000_000_000)]
    [InlineData(-1, -1000)]
    [InlineData(1_700_000_000_000, 10_413_791_999_999)]
    [InlineData(-1e300, -2_208_988_800_000)]
    [InlineData(1e300, 10_413_791_999_999)]
    public void The_event_time_is_the_timestamp_within_the_years_1900_to_2299_else_the_clock(double timestamp, long expectedMs)
    {
        var context = Start(new IntakeRequest());
        context.Payload.TimestampSeconds = timestamp;
        Enricher.Enrich(context);
        Assert.Equal((expectedMs, NowMs), (context.Draft.EventTimeMs, context.Draft.ReceivedAtMs));
    }

    [Fact]
    public void Event_ids_are_new_UUIDs_of_version_7_with_the_time_of_receipt()
    {
        var context = Start(new IntakeRequest());
        Enricher.Enrich(context);
        var first = context.Draft.EventId;
        Enricher.Enrich(context);
        Assert.NotEqual(first, context.Draft.EventId);
        Assert.Equal(7, first.Version);
        Assert.Equal($"{NowMs:x12}", first.ToString("N")[..12]);
    }

    [Fact]
    public void The_callers_id_counts_as_it_is_stored_cut_to_50_units()
    {
        Assert.Equal(SessionOf(new string('x', 49)), SessionOf(new string('x', 49) + "😀"));
        Assert.NotEqual(SessionOf(new string('x', 49)), SessionOf(new string('x', 50)));

        static Guid SessionOf(string id)
        {
            var context = Start(new IntakeRequest(), id);
            Enricher.Enrich(context);
            return context.Draft.SessionId;
        }
    }

    [Fact]
    public void A_batch_gets_the_token_of_its_first_stored_message_only()
    {
        var request = new IntakeRequest { IsBatch = true };
        request.Context.ReceivedAtMs = NowMs;
        for (var i = 0; i < 4; i++)
        {
            Fill(request);
        }

        var context = new EnrichmentContext();
        for (var i = 0; i < 4; i++)
        {
            context.Start(request, i);
            Enricher.Enrich(context);
            context.Result.Reason = i == 0 ? RejectionReason.Bot : RejectionReason.None;
        }

        Assert.Equal([true, true, false, false], Enumerable.Range(0, 4).Select(i => request.Result(i).Token.IsPresent));
    }

    [Fact]
    public void The_messages_of_a_batch_keep_their_order_in_time()
    {
        var request = new IntakeRequest { IsBatch = true };
        request.Context.ReceivedAtMs = NowMs;
        var context = new EnrichmentContext();
        var times = new List<(long EventTimeMs, long ReceivedAtMs)>();
        for (var i = 0; i < 4; i++)
        {
            Fill(request);
            context.Start(request, i);
            context.Payload.TimestampSeconds = i == 2 ? 1_700_000_000 : 0;
            Enricher.Enrich(context);
            times.Add((context.Draft.EventTimeMs, context.Draft.ReceivedAtMs));
        }

        Assert.Equal([(NowMs, NowMs), (NowMs + 1, NowMs), (1_700_000_000_000, NowMs), (NowMs + 3, NowMs)], times);
    }

    [Fact]
    public void Nothing_of_the_client_address_stays_in_the_draft()
    {
        var context = Start(new IntakeRequest());
        Enricher.Enrich(context);
        var used = context.Draft.Arena.Length;
        var behind = context.Draft.Arena.GetSpan(1);
        Assert.Equal(0, used);
        Assert.Equal(-1, behind.IndexOf("203.0.113.9"u8));
    }

    [Fact]
    public void Options_name_every_fault()
    {
        var fault = Assert.Throws<ArgumentException>(() => new IdentityEnricher(new IdentityOptions { Formula = "umami-9", SaltRotation = (SaltRotation)9 }));
        Assert.Contains("Identity:AppSecret", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Identity:Formula is 'umami-9'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Identity:SaltRotation is '9'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Enriching_allocates_nothing_in_the_steady_state()
    {
        var request = new IntakeRequest();
        var context = Start(request, id: "u1");
        context.Payload.Type = PayloadType.Identify;
        Enricher.Enrich(context);
        request.Context.CacheToken = request.Arena.Append(request.Arena[context.Result.Token].ToArray());
        var requestUsed = request.Arena.Length;
        for (var i = 0; i < 200; i++)
        {
            Repeat();
        }

        Assert.Equal(0, Allocations.Least(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                Repeat();
            }
        }));

        void Repeat()
        {
            request.Arena.Rewind(requestUsed);
            context.Start(request, 0);
            context.Payload.TimestampSeconds = (request.Context.ReceivedAtMs / 1000) - 5_000_000;
            Enricher.Enrich(context);
        }
    }

    private static EnrichmentContext Start(IntakeRequest request, string? id = null)
    {
        request.Context.ReceivedAtMs = NowMs;
        Fill(request, id);
        var context = new EnrichmentContext();
        context.Start(request, 0);
        return context;
    }

    private static void Fill(IntakeRequest request, string? id = null)
    {
        var payload = request.Add();
        payload.Set(PayloadField.Source, request.Arena.Append("aaaaaaaa-BBBB-4ccc-8ddd-eeeeeeeeeeee"u8));
        payload.Set(PayloadField.Ip, request.Arena.Append("203.0.113.9"u8));
        if (id is not null)
        {
            payload.Set(PayloadField.Id, request.Arena.Append(Encoding.UTF8.GetBytes(id)));
        }
    }
}
