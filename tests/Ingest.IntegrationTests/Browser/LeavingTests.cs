namespace Ingest.IntegrationTests.Browser;

/// <summary>What is sent when the page goes, and what was not answered before.</summary>
[Collection(BrowserCollection.Name)]
public sealed class LeavingTests(BrowserRig rig)
{
    [Fact]
    public async Task What_waits_when_the_page_goes_is_sent_by_a_beacon()
    {
        await using var visit = await rig.VisitAsync();
        await visit.OpenAsync();
        await visit.SentAsync(1);
        await visit.RunAsync("addEventListener('pagehide', () => umami.track('gone')); history.pushState(1, '', 'two')");
        await visit.LeaveAsync();

        // Two beacons race on two connections.
        Assert.Equal(["custom gone /two", "view /page", "view /two"], (await visit.StoredInShortAsync(3)).Order(StringComparer.Ordinal));
        visit.AssertQuiet();
    }

    [Fact]
    public async Task A_page_that_is_closed_has_sent_what_it_had()
    {
        await using var visit = await rig.VisitAsync();
        await visit.OpenAsync("data-performance=\"true\"");
        await visit.SentAsync(1);
        await visit.Page.CloseAsync(new() { RunBeforeUnload = true });
        Assert.Equal(["view /page", "performance /page"], await visit.StoredInShortAsync(2));
    }

    // The server has the event; its answer was lost. By the event's id it is counted once.
    [Fact]
    public async Task What_was_not_answered_is_sent_again_and_counted_once()
    {
        await using var visit = await rig.VisitAsync();
        await visit.OpenAsync("data-auto-track=\"false\"");
        await visit.Context.RouteAsync("**" + BrowserRig.CollectPath, async route =>
        {
            await route.FetchAsync();
            await route.AbortAsync("connectionreset");
        });
        await visit.RunAsync("await umami.track('lost')");
        await visit.StoredAsync(1);
        await visit.Context.UnrouteAllAsync();
        await visit.RunAsync("dispatchEvent(new PageTransitionEvent('pagehide'))");
        await visit.SentAsync(2);
        Assert.Equal("ping", visit.Sent[1].Kind);
        Assert.Equal(visit.Sent[0].Text("eventId"), visit.Sent[1].Text("eventId"));
        await visit.RunAsync("dispatchEvent(new PageTransitionEvent('pageshow')); await umami.track('after')");
        Assert.Equal(["custom lost /page", "custom after /page"], await visit.StoredInShortAsync(2));
    }

    [Fact]
    public async Task A_server_that_asks_for_it_gets_the_message_again_and_again_no_more()
    {
        await using var visit = await rig.VisitAsync();
        await visit.Page.Clock.InstallAsync();
        await visit.OpenAsync("data-auto-track=\"false\"");
        await visit.Context.RouteAsync("**" + BrowserRig.CollectPath, route => route.FulfillAsync(new() { Status = 503, Headers = [new("Access-Control-Allow-Origin", "*")] }));
        await visit.RunAsync("await umami.track('busy'); await umami.track('busy')");
        await visit.Page.Clock.RunForAsync(6000);
        await visit.SentAsync(4);
        await visit.Page.Clock.RunForAsync(60000);
        await visit.RunAsync("dispatchEvent(new PageTransitionEvent('pagehide'))");
        Assert.Equal(4, visit.Sent.Count);
        Assert.Equal(2, visit.Sent.Select(message => message.Text("eventId")).Distinct().Count());
    }
}
