using System.Text;
using Ingest.Core.Enrichment;
using Ingest.Core.Enrichment.Identity;
using Ingest.Core.Intake;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Enrichment.Identity;

/// <summary>Events flow while a period ends, or while the clock is set over its end: each has the session of its own time, by the documented formula.</summary>
public sealed class SaltRotationTests
{
    private const string Secret = "a secret of these tests";
    private const string Website = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
    private const string Address = "203.0.113.9";
    private const string Agent = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

    public static TheoryData<TimeSpan> Steps => ClockSteps.All;

    [Theory]
    [InlineData(SaltRotation.Day, "2026-06-10")]
    [InlineData(SaltRotation.Week, "2026-06-14")]
    [InlineData(SaltRotation.Month, "2026-07-01")]
    [InlineData(SaltRotation.Month, "2028-03-01")]
    [InlineData(SaltRotation.Month, "2027-01-01")]
    public async Task At_the_end_of_a_period_the_same_visitor_begins_a_new_session_and_no_event_is_lost(SaltRotation rotation, string midnight)
    {
        var enricher = Enricher(rotation);
        var end = Midnight(midnight);
        var sessions = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Between(end, 500).ToArray())));
        foreach (var (now, session) in sessions.SelectMany(each => each))
        {
            Assert.Equal(Expected(rotation, now), session);
        }

        Assert.Equal(2, sessions.SelectMany(each => each).Select(each => each.Session).Distinct().Count());

        // As clocks of several workers do: to and fro around the turn.
        IEnumerable<(DateTime Now, Guid Session)> Between(DateTime turn, int ms)
        {
            for (var offset = -ms; offset < ms; offset++)
            {
                var now = turn.AddMilliseconds(offset % 3 == 0 ? -offset : offset);
                yield return (now, SessionAt(enricher, now));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_clock_that_is_set_gives_each_event_the_session_of_its_time(TimeSpan step)
    {
        var enricher = Enricher(SaltRotation.Day);
        var now = Midnight("2026-06-10").AddMinutes(-1);
        foreach (var by in new[] { TimeSpan.Zero, step, -step, -step, step, TimeSpan.FromMinutes(1) })
        {
            now += by;
            Assert.Equal(Expected(SaltRotation.Day, now), SessionAt(enricher, now));
        }
    }

    [Theory]
    [InlineData("0101-02-03")]
    [InlineData("1969-12-31")]
    [InlineData("9998-02-28")]
    public void A_timestamp_far_away_has_the_salt_of_its_own_period_and_leaves_that_of_the_clock(string day)
    {
        var enricher = Enricher(SaltRotation.Month);
        var now = Midnight("2026-06-10");
        var far = Midnight(day);
        Assert.Equal(Expected(SaltRotation.Month, far), SessionAt(enricher, now, (far - DateTime.UnixEpoch).TotalSeconds));
        Assert.Equal(Expected(SaltRotation.Month, now), SessionAt(enricher, now));
    }

    private static IdentityEnricher Enricher(SaltRotation rotation) => new(new IdentityOptions { AppSecret = Secret, SaltRotation = rotation });

    private static DateTime Midnight(string day) =>
        DateTime.SpecifyKind(DateTime.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc);

    private static Guid SessionAt(IdentityEnricher enricher, DateTime now, double timestamp = 0)
    {
        var request = new IntakeRequest();
        request.Context.ReceivedAtMs = new DateTimeOffset(now).ToUnixTimeMilliseconds();
        request.Context.UserAgent = request.Arena.Append(Encoding.UTF8.GetBytes(Agent));
        var payload = request.Add();
        payload.TimestampSeconds = timestamp;
        var context = new EnrichmentContext();
        context.Start(request, 0);
        context.With(PayloadField.Source, Website).WithAddress(Address);
        Assert.Equal(RejectionReason.None, enricher.Enrich(context));
        return context.Draft.SessionId;
    }

    private static Guid Expected(SaltRotation rotation, DateTime now) => UmamiFormula.Session(Secret, Website, Address, Agent, rotation switch
    {
        SaltRotation.Day => now.Date,
        SaltRotation.Week => now.Date.AddDays(-(int)now.DayOfWeek),
        _ => new DateTime(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc),
    });
}
