using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ingest.Core.Enrichment;
using Ingest.Core.Enrichment.Identity;
using Ingest.Core.Intake;

namespace Ingest.Tests.Enrichment.Identity;

/// <summary>What is remembered of visitors and tokens changes no id and no reply: an enricher that has seen everything answers as a new one does.</summary>
public sealed class RememberedVisitorTests
{
    private const string Website = "aaaaaaaa-BBBB-4ccc-8ddd-eeeeeeeeeeee";
    private const long NowMs = 1_797_508_799_123;

    // Few enough that most events repeat some part of an earlier one, and with parts that are the same once joined.
    private static readonly string[] Agents = ["", "a", "9a", "Mozilla/5.0 (X11)", new string('x', 2000), new string('x', 2001)];
    private static readonly string[] Addresses = ["", "203.0.113.", "203.0.113.9", "2001:db8::1"];
    private static readonly string[] Ids = ["", "u1", "203.0.113.9", new string('i', 50), new string('i', 51)];
    private static readonly double[] Timestamps = [0, 0, 1_700_000_000, 1_700_003_600, 1_703_000_000, -1, 1e300];

    [Theory]
    [InlineData(IdentityOptions.Umami31, SaltRotation.Month)]
    [InlineData(IdentityOptions.Umami34, SaltRotation.Month)]
    [InlineData(IdentityOptions.Umami34, SaltRotation.Week)]
    [InlineData(IdentityOptions.Umami34, SaltRotation.Day)]
    public void Ids_are_those_of_an_enricher_that_remembers_nothing(string formula, SaltRotation rotation)
    {
        var options = new IdentityOptions { AppSecret = "s", Formula = formula, SaltRotation = rotation };
        var warm = new IdentityEnricher(options);
        var context = new EnrichmentContext();
        var events = from agent in Gen.Elements(Agents)
                     from address in Gen.Elements(Addresses)
                     from id in Gen.Elements(Ids)
                     from timestamp in Gen.Elements(Timestamps)
                     from hours in Gen.Choose(0, 50)
                     from source in Gen.Elements(Website, Website.ToUpperInvariant())
                     select (agent, address, id, timestamp, hours, source);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(events.ToArbitrary(), item =>
        {
            var expected = new EnrichmentContext();
            var actual = Run(warm, context, item);
            return actual == Run(new IdentityEnricher(options, visitorSets: 1, tokenSets: 1), expected, item);
        }));
    }

    [Theory]
    [InlineData("HS256")]
    [InlineData("HS384")]
    [InlineData("HS512")]
    public void The_token_of_a_visit_that_goes_on_is_answered_as_it_would_be_signed(string algorithm)
    {
        var enricher = new IdentityEnricher(new IdentityOptions { AppSecret = "s" });
        var own = Reply(enricher, "");
        Assert.Equal(own, Reply(enricher, own));
        Assert.Equal(own, Reply(enricher, Signed(own, algorithm)));

        // Bits behind the last byte, which say nothing, are not sent back.
        Assert.Equal(own, Reply(enricher, own[..^1] + (char)(own[^1] + 1)));
    }

    private static string Reply(IdentityEnricher enricher, string token)
    {
        var request = new IntakeRequest();
        request.Add();
        request.Context.ReceivedAtMs = NowMs;
        request.Context.CacheToken = request.Arena.Append(Encoding.UTF8.GetBytes(token));
        request.Payload(0).Set(PayloadField.Source, request.Arena.Append(Encoding.UTF8.GetBytes(Website)));
        var context = new EnrichmentContext();
        context.Start(request, 0);
        enricher.Enrich(context);
        return Encoding.UTF8.GetString(request.Arena[context.Result.Token]);
    }

    // The same header and claims, so that only the length of the signature tells what made it.
    private static string Signed(string token, string algorithm)
    {
        var key = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA512.HashData("s"u8)));
        var text = token[..token.LastIndexOf('.')];
        var bytes = Encoding.ASCII.GetBytes(text);
        var signature = algorithm switch
        {
            "HS256" => HMACSHA256.HashData(key, bytes),
            "HS384" => HMACSHA384.HashData(key, bytes),
            _ => HMACSHA512.HashData(key, bytes),
        };
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    private static (Guid Session, Guid Visit) Run(
        IdentityEnricher enricher, EnrichmentContext context, (string Agent, string Address, string Id, double Timestamp, int Hours, string Source) item)
    {
        var request = new IntakeRequest();
        var payload = request.Add();
        request.Context.ReceivedAtMs = NowMs + (item.Hours * 3_600_000L);
        request.Context.UserAgent = request.Arena.Append(Encoding.UTF8.GetBytes(item.Agent));
        request.Context.ClientAddress = request.Arena.Append(Encoding.UTF8.GetBytes(item.Address));
        payload.TimestampSeconds = item.Timestamp;
        payload.Set(PayloadField.Source, request.Arena.Append(Encoding.UTF8.GetBytes(item.Source)));
        payload.Set(PayloadField.Id, request.Arena.Append(Encoding.UTF8.GetBytes(item.Id)));
        context.Start(request, 0);
        enricher.Enrich(context);
        return (context.Draft.SessionId, context.Draft.VisitId);
    }
}
