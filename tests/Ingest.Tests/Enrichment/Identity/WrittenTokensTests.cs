using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ingest.Core.Enrichment;
using Ingest.Core.Enrichment.Identity;
using Ingest.Core.Intake;

namespace Ingest.Tests.Enrichment.Identity;

/// <summary>A token that is known by its text is answered as one that is verified: an enricher that wrote it, as one that never saw it.</summary>
public sealed class WrittenTokensTests
{
    private const string Website = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
    private const long NowMs = 1_797_508_799_123;
    private const long Seconds = NowMs / 1000;
    private const string Ids = "\"sessionId\":\"11111111-2222-5333-8444-555555555555\",\"visitId\":\"66666666-7777-5888-9999-aaaaaaaaaaaa\"";

    // Each is signed with the server's key: what other servers of the secret may have written.
    private static readonly string[] Claims =
    [
        $$"""{"websiteId":"{{Website}}",{{Ids}},"iat":{{Seconds}},"type":"cache"}""",
        $$"""{"websiteId":"{{Website}}",{{Ids}},"iat":{{Seconds}}}""",
        $$"""{"websiteId":"{{Website}}",{{Ids}},"iat":{{Seconds}},"exp":{{Seconds + 600}},"type":"cache"}""",
        $$"""{"websiteId":"{{Website}}",{{Ids}},"iat":{{Seconds}},"nbf":{{Seconds + 600}},"type":"cache"}""",
        $$"""{"websiteId":"00000000-0000-0000-0000-000000000000",{{Ids}},"iat":{{Seconds}},"type":"cache"}""",
        "[]",
    ];

    private static readonly IdentityOptions Options31 = new() { AppSecret = "s", Formula = IdentityOptions.Umami31 };
    private static readonly IdentityOptions Options34 = new() { AppSecret = "s", Formula = IdentityOptions.Umami34 };

    private static Gen<Visit> Visits =>
        from source in Gen.Frequency((8, Gen.Constant(Website)), (2, Gen.Elements(Website.ToUpperInvariant(), "bbbbbbbb-bbbb-4ccc-8ddd-eeeeeeeeeeee")))
        from kind in Gen.Frequency((9, Gen.Constant(SourceKind.Website)), (1, Gen.Constant(SourceKind.Pixel)))
        from address in Gen.Frequency((4, Gen.Constant("203.0.113.9")), (1, Gen.Constant("2001:db8::1")))
        from id in Gen.Frequency((4, Gen.Constant("")), (1, Gen.Constant("u1")))
        from type in Gen.Frequency((4, Gen.Constant(PayloadType.Event)), (1, Gen.Constant(PayloadType.Identify)))
        from minutes in Gen.Elements(0, 0, 1, 20, 40, 70)
        from timestamp in Gen.Frequency((6, Gen.Constant(0L)), (1, Gen.Constant(Seconds - 60)), (1, Gen.Constant(Seconds - 5_000_000)))
        from repeatable in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new Visit(source, kind, address, id, type, NowMs + (minutes * 60_000L), timestamp, repeatable);

    private static Gen<string> Sent(string token) => Gen.Frequency(
        (6, Gen.Constant(token)),
        (1, Gen.Choose(0, Math.Max(token.Length - 1, 0)).Select(at => token.Length == 0 ? "" : Changed(token, at))),
        (1, Gen.Choose(0, token.Length).Select(length => token[..length])),
        (1, Gen.Elements(token + "A", token + ".", " " + token, token + token)));

    [Theory]
    [InlineData(IdentityOptions.Umami31)]
    [InlineData(IdentityOptions.Umami34)]
    public void A_reply_is_that_of_an_enricher_that_never_wrote_a_token(string formula)
    {
        var options = formula == IdentityOptions.Umami31 ? Options31 : Options34;
        var (warm, context) = (new IdentityEnricher(options), new EnrichmentContext());
        string[] foreign = ["", "a.b.c", .. Claims.Select(claims => SignedToken.Of("s", claims))];
        var tokens = new List<string>(foreign);
        var kept = 0;
        var runs = from visit in Visits
                   from given in Gen.Choose(0, foreign.Length * 3).Select(at => at < foreign.Length ? foreign[at] : tokens[^(1 + (at % foreign.Length))])
                   from token in Sent(given)
                   select (visit, token);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(runs.ToArbitrary(), run =>
        {
            var actual = Run(warm, context, run.visit, run.token);
            var expected = Run(new IdentityEnricher(options, visitorSets: 1, tokenSets: 1), new EnrichmentContext(), run.visit, run.token);
            kept += actual.IsKept ? 1 : 0;
            tokens.Add(actual.Token);
            return !expected.IsKept && actual with { IsKept = false } == expected;
        }));

        // Else nothing was compared.
        Assert.InRange(kept, 60, 2000);
    }

    [Fact]
    public void The_visitors_own_token_is_answered_as_it_came_until_its_visit_ends()
    {
        var (enricher, context) = (new IdentityEnricher(Options34), new EnrichmentContext());
        var first = Run(enricher, context, Plain, "");
        Assert.Equal(first with { IsKept = true }, Run(enricher, context, Plain, first.Token));
        Assert.Equal(first with { IsKept = true }, Run(enricher, context, Plain with { NowMs = NowMs + 1_800_000 }, first.Token));

        var later = Run(enricher, context, Plain with { NowMs = NowMs + 1_801_000 }, first.Token);
        Assert.NotEqual(first.VisitId, later.VisitId);
        Assert.False(later.IsKept);
        Assert.True(Run(enricher, context, Plain with { NowMs = NowMs + 1_801_000 }, later.Token).IsKept);
    }

    [Fact]
    public void A_token_is_known_to_nobody_but_its_visitor_at_its_website()
    {
        var (enricher, context) = (new IdentityEnricher(Options34), new EnrichmentContext());
        var token = Run(enricher, context, Plain, "").Token;
        Assert.False(Run(enricher, context, Plain with { Address = "203.0.113.10" }, token).IsKept);
        Assert.False(Run(enricher, context, Plain with { Source = Website.ToUpperInvariant() }, token).IsKept);
        Assert.False(Run(new IdentityEnricher(Options34), context, Plain, token).IsKept);
        Assert.True(Run(enricher, context, Plain, token).IsKept);
    }

    [Fact]
    public void A_token_with_one_character_changed_is_never_taken_for_the_one_that_was_written()
    {
        var (enricher, context) = (new IdentityEnricher(Options34), new EnrichmentContext());
        var token = Run(enricher, context, Plain, "").Token;
        for (var at = 0; at < token.Length; at++)
        {
            Assert.False(Run(enricher, context, Plain, Changed(token, at)).IsKept, $"character {at}");
            Assert.False(Run(enricher, context, Plain, token[..at]).IsKept, $"cut to {at}");
        }
    }

    private static Visit Plain => new(Website, SourceKind.Website, "203.0.113.9", "", PayloadType.Event, NowMs, 0, IsRepeatable: false);

    private static string Changed(string text, int at) => text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..];

    private static Reply Run(IdentityEnricher enricher, EnrichmentContext context, Visit visit, string token)
    {
        var request = new IntakeRequest();
        var payload = request.Add();
        request.Context.ReceivedAtMs = visit.NowMs;
        request.Context.ClientAddress = request.Arena.Append(Encoding.UTF8.GetBytes(visit.Address));
        request.Context.CacheToken = request.Arena.Append(Encoding.UTF8.GetBytes(token));
        (payload.SourceKind, payload.Type, payload.TimestampSeconds) = (visit.Kind, visit.Type, visit.Timestamp);
        payload.EventId = visit.IsRepeatable && visit.Timestamp != 0 ? Guid.Parse(Website) : Guid.Empty;
        payload.Set(PayloadField.Source, request.Arena.Append(Encoding.UTF8.GetBytes(visit.Source)));
        payload.Set(PayloadField.Id, request.Arena.Append(Encoding.UTF8.GetBytes(visit.Id)));
        context.Start(request, 0);
        enricher.Enrich(context);
        var result = request.Result(0);
        var text = Encoding.UTF8.GetString(request.Arena[result.Token]);
        return new Reply(result.SessionId, result.VisitId, text, result.Token == request.Context.CacheToken);
    }

    private sealed record Visit(
        string Source, SourceKind Kind, string Address, string Id, PayloadType Type, long NowMs, long Timestamp, bool IsRepeatable);

    /// <summary>What came of an event. <c>IsKept</c>: the token is where the client's own lies, so it was not verified.</summary>
    private sealed record Reply(Guid SessionId, Guid VisitId, string Token, bool IsKept);
}
