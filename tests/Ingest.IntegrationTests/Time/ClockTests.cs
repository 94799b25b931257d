using System.Net;
using System.Text.Json;
using Ingest.IntegrationTests.EventIds;
using Ingest.IntegrationTests.Servers;
using Ingest.Tests.Enrichment.Identity;

namespace Ingest.IntegrationTests.Time;

/// <summary>The wall clock of the real server is set while events flow. The engine is a child with an environment of its own, and keeps the machine's clock.</summary>
public sealed class ClockTests
{
    private const string Secret = "a secret of these tests";

    [Fact]
    public async Task A_clock_set_by_hours_and_years_costs_no_event_and_no_readiness()
    {
        Assert.SkipUnless(FakeClock.IsAvailable, FakeClock.Missing);
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        var clock = new FakeClock(folder);
        await using var server = await StartAsync(folder, clock);
        await using var visitor = new SteadyVisitor(server, site);
        foreach (var hours in new[] { 1, 0, -1, 0, 365 * 24, 0, -365 * 24, 0 })
        {
            clock.Set(TimeSpan.FromHours(hours));
            await AssertReadyAsync(server);
            var title = await visitor.GoOnAsync(events: 10);
            await Sender.WaitForAsync(server, title);
            await AssertReadyAsync(server);
        }

        await visitor.StopAsync();
        await AssertShownOnceAsync(server, visitor);

        // The clock was where it was set, as far as the server could tell.
        Assert.Equal(
            [-365 * 24, -1, 0, 1, 365 * 24],
            (await server.QueryAsync("SELECT DISTINCT round(dateDiff('minute', now(), received_at) / 60) AS hours FROM v_pa_events ORDER BY hours"))
                .Select(row => row.GetProperty("hours").GetInt32()));
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task At_the_end_of_the_month_the_same_visitor_begins_a_new_session_and_no_event_is_lost()
    {
        Assert.SkipUnless(FakeClock.IsAvailable, FakeClock.Missing);
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        var clock = new FakeClock(folder);
        var turn = new DateTime(2027, 3, 1, 0, 0, 0, DateTimeKind.Utc);
        clock.Set(turn.AddMinutes(-1) - clock.Now);
        await using var server = await StartAsync(folder, clock);
        await using var visitor = new SteadyVisitor(server, site);
        await visitor.GoOnAsync(events: 5);
        clock.Set(clock.Offset + (turn.AddMilliseconds(-300) - clock.Now));
        var (before, after) = (Session(site, turn.AddMonths(-1)), Session(site, turn));
        await Poll.UntilAsync(() => visitor.Acknowledged[^1].Session == after, "the new session");
        await visitor.GoOnAsync(events: 5);
        await visitor.StopAsync();

        // One turn, and nothing but these two.
        Assert.Equal([before, after], visitor.Acknowledged.Select(each => each.Session).Distinct());
        Assert.True(visitor.Acknowledged.SkipWhile(each => each.Session == before).All(each => each.Session == after));
        await AssertShownOnceAsync(server, visitor);
        var sessions = await server.QueryAsync("SELECT session_id, toString(min(received_at)) AS first, toString(max(received_at)) AS last FROM v_pa_events GROUP BY session_id ORDER BY first");
        Assert.Equal([before, after], sessions.Select(row => row.GetProperty("session_id").GetGuid()));
        Assert.True(string.CompareOrdinal(sessions[0].GetProperty("last").GetString(), "2027-03-01") < 0);
        Assert.True(string.CompareOrdinal(sessions[1].GetProperty("first").GetString(), "2027-03-01") > 0);
    }

    private static Guid Session(Guid site, DateTime month) => UmamiFormula.Session(Secret, site.ToString(), SteadyVisitor.Address, Sender.Agent, month);

    private static Task<IngestServer> StartAsync(string folder, FakeClock clock) => IngestServer.StartAsync(folder, new Dictionary<string, string>(clock.Environment)
    {
        ["APP_SECRET"] = Secret,
        ["INGEST__Canary__Interval"] = "00:00:00.2",
        ["INGEST__Batching__AgeMax"] = "00:00:00.2",
    });

    private static async Task AssertReadyAsync(IngestServer server)
    {
        using var reply = await server.Http.GetAsync("/health/ready");
        Assert.True(reply.StatusCode == HttpStatusCode.OK, await reply.Content.ReadAsStringAsync());
    }

    private static async Task AssertShownOnceAsync(IngestServer server, SteadyVisitor visitor)
    {
        await Delivery.WaitAsync(server);
        var rows = await server.QueryAsync("SELECT page_title, session_id FROM v_pa_events");
        Assert.Equal(
            visitor.Acknowledged.Order(),
            rows.Select(row => (row.GetProperty("page_title").GetString()!, row.GetProperty("session_id").GetGuid())).Order());
    }
}
