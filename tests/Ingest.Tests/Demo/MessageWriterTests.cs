using System.Text;
using Ingest.Core.Enrichment.Clients;
using Ingest.Core.Events;
using Ingest.Core.Intake;
using Ingest.Demo;
using Ingest.Tests.Intake;
using Ingest.Tests.Intake.Parsing;

namespace Ingest.Tests.Demo;

/// <summary>What is sent, read by the server's own parser and reader of user agents.</summary>
public sealed class MessageWriterTests
{
    private static readonly UserAgentReader Agents = new(new BotPatterns(BotPatterns.Embedded));
    private static readonly MessageWriter Writer = new(DemoWeeks.SiteIds);

    [Fact]
    public void Every_message_of_the_past_is_what_the_server_takes()
    {
        Assert.All(DemoWeeks.Visits.Take(3_000), visit =>
        {
            var parsed = ParsedBody.Parse(Segments.Whole(Writer.Batch(visit)), batch: true);
            Assert.Equal((RejectionReason.None, visit.Steps.Count), (parsed.Outcome.Reason, parsed.Request.Count));
            for (var i = 0; i < visit.Steps.Count; i++)
            {
                var payload = parsed.Request.Payload(i);
                Assert.Equal(RejectionReason.None, parsed.Request.Result(i).Reason);
                Assert.Equal(DemoWeeks.SiteIds[visit.Site], payload.SourceId);
                Assert.Equal(VisitIds.Of(visit.Seed, i), payload.EventId);
                Assert.Equal(visit.StartsAt.AddSeconds(visit.Steps[i].Second).ToUnixTimeSeconds(), payload.TimestampSeconds);
                Assert.Equal(visit.Steps[i].Url, Encoding.UTF8.GetString(payload[PayloadField.Url]));
                Assert.False(payload.Has(PayloadField.Ip));
            }
        });
    }

    [Fact]
    public void Kinds_of_steps_become_types_of_messages()
    {
        var visit = DemoWeeks.Visits.First(visit => visit.Steps.Select(step => step.Kind).Distinct().Count() == Enum.GetValues<StepKind>().Length);
        var request = ParsedBody.Parse(Segments.Whole(Writer.Batch(visit)), batch: true).Request;
        foreach (var (i, step) in visit.Steps.Index())
        {
            var payload = request.Payload(i);
            Assert.Equal(step.Kind switch { StepKind.Identify => PayloadType.Identify, StepKind.Performance => PayloadType.Performance, _ => PayloadType.Event }, payload.Type);
            Assert.Equal(step.Kind == StepKind.Custom, payload.Has(PayloadField.Name));
            Assert.Equal(step.Data.Count > 0, payload.Has(PayloadField.Data));
            Assert.Equal(step.Vitals?.Lcp, step.Vitals is null ? null : payload.Vital(VitalField.Lcp));
        }
    }

    [Fact]
    public void Message_of_the_present_has_neither_time_nor_id()
    {
        var visit = DemoWeeks.Visits[0];
        var payload = ParsedBody.Send(Writer.Message(visit, visit.Steps[0])).Payload;
        Assert.Equal((0, Guid.Empty), (payload.TimestampSeconds, payload.EventId));
        Assert.Equal(DemoWeeks.SiteIds[visit.Site], payload.SourceId);
    }

    [Fact]
    public void Property_of_an_unknown_kind_is_refused()
    {
        var visit = DemoWeeks.Visits[0];
        var step = visit.Steps[0] with { Kind = StepKind.Custom, Name = "odd", Data = [("value", new Version(1, 0))] };
        Assert.Throws<ArgumentException>(() => Writer.Message(visit, step));
    }

    [Fact]
    public void Browsers_are_read_as_what_they_are() => Assert.All(Browser.All, browser =>
    {
        var facts = Agents.Read(Encoding.UTF8.GetBytes(browser.UserAgent));
        Assert.Null(facts.BotPattern);
        Assert.NotEmpty(facts.Browser);
        Assert.NotEmpty(facts.Os);
        Assert.Equal(browser.Kind switch { DeviceKind.Phone => "mobile", DeviceKind.Tablet => "tablet", _ => "" }, Encoding.UTF8.GetString(facts.Device));
        Assert.All(browser.Screens, screen => Assert.Matches(@"^\d{3,4}x\d{3,4}$", screen));
    });

    [Fact]
    public void Noise_is_of_bots_or_of_a_wrong_shape_site_or_origin()
    {
        var kinds = DemoWeeks.Visits.SelectMany(visit => Noise.Beside(visit, Writer).Select(noise => KindOf(visit, noise))).GroupBy(kind => kind).ToDictionary(kind => kind.Key, kind => kind.Count());
        Assert.Equal(["bot", "origin", "shape", "site"], kinds.Keys.Order(StringComparer.Ordinal));
        Assert.InRange(kinds["bot"] / (double)DemoWeeks.Visits.Count, 0.05, 0.07);
        Assert.InRange(kinds.Values.Sum() - kinds["bot"], 1, DemoWeeks.Visits.Count * 0.03);
    }

    private static string KindOf(Visit visit, Noise noise)
    {
        var parsed = ParsedBody.Send(noise.Body);
        return parsed.Outcome.Reason == RejectionReason.Invalid ? "shape"
            : Agents.Read(Encoding.UTF8.GetBytes(noise.UserAgent)).BotPattern is not null ? "bot"
            : !DemoWeeks.SiteIds.Values.Contains(parsed.Payload.SourceId) ? "site"
            : noise.Origin != $"https://{visit.Site.Domain}" ? "origin"
            : "none";
    }
}
