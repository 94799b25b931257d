namespace Ingest.IntegrationTests.Browser;

/// <summary>Whatever the page, the browser or the way to the server does: the page goes on, and hears nothing of it.</summary>
[Collection(BrowserCollection.Name)]
public sealed class HostilePageTests(BrowserRig rig)
{
    private const string OwnScript = "<script>addEventListener('load', () => window.mine = 'works')</script>";

    [Fact]
    public async Task A_strict_policy_needs_one_source_in_two_places()
    {
        await using var visit = await rig.VisitAsync();
        var source = rig.Server.Collect.GetLeftPart(UriPartial.Authority);
        visit.Add("page", visit.Snippet("data-performance=\"true\""), policy: $"default-src 'none'; script-src {source}; connect-src {source}; require-trusted-types-for 'script'");
        await visit.Page.GotoAsync(visit.Address());
        await visit.SentAsync(1);
        await visit.LeaveAsync();
        Assert.Equal(["performance /page", "view /page"], (await visit.StoredInShortAsync(2)).Order(StringComparer.Ordinal));
        visit.AssertQuiet();
    }

    // What the browser itself writes about a request that it could not or would not send is not the tracker's.
    [Theory]
    [InlineData("blocked")]
    [InlineData("offline")]
    [InlineData("forbidden")]
    [InlineData("nonsense")]
    public async Task A_page_goes_on_when_nothing_can_be_sent(string how)
    {
        await using var visit = await rig.VisitAsync();
        var attributes = how == "offline" ? "data-host-url=\"http://127.0.0.1:9\"" : "";
        visit.Add("page", visit.Snippet(attributes) + OwnScript, policy: how == "forbidden" ? "connect-src 'none'" : "");
        if (how is "blocked" or "nonsense")
        {
            await visit.Context.RouteAsync("**" + BrowserRig.CollectPath, route => how == "blocked" ? route.AbortAsync("blockedbyclient") : route.FulfillAsync(new() { Status = 200, Body = "<html>" }));
        }

        await visit.Page.GotoAsync(visit.Address());
        await visit.RunAsync("await umami.track('one'); umami.identify('x'); history.pushState(1, '', 'two'); dispatchEvent(new PageTransitionEvent('pagehide')); await umami.track('two')");
        Assert.Equal("works", await visit.Page.EvaluateAsync<string>("mine"));
        Assert.DoesNotContain(visit.Said, said => !IsBrowsersOwn(said));
    }

    [Fact]
    public async Task A_page_goes_on_without_the_script()
    {
        await using var visit = await rig.VisitAsync();
        await visit.Context.RouteAsync("**/script.js", route => route.AbortAsync("blockedbyclient"));
        visit.Add("page", visit.Snippet() + OwnScript);
        await visit.Page.GotoAsync(visit.Address());
        Assert.Equal("works", await visit.Page.EvaluateAsync<string>("mine"));
        Assert.DoesNotContain(visit.Said, said => !IsBrowsersOwn(said));
    }

    [Fact]
    public async Task Storage_that_is_blocked_and_calls_that_make_no_sense_break_nothing()
    {
        await using var visit = await rig.VisitAsync();
        visit.Add("frame", visit.Snippet() + """
            <script>
              addEventListener('load', async () => {
                const ring = {}; ring.self = ring;
                await umami.track('ring', ring);
                await umami.track(() => { throw new Error('mine') });
                await umami.track(() => null);
                await umami.track('big', 10n);
                await umami.identify(null);
                await umami.track('end');
                document.body.dispatchEvent(new Event('click', { bubbles: true }));
                document.dispatchEvent(new Event('click'));
              });
            </script>
            """);
        visit.Add("page", "", "<iframe sandbox=\"allow-scripts\" src=\"frame\"></iframe>");
        await visit.Page.GotoAsync(visit.Address());
        Assert.Equal(["view /frame", "custom end /frame"], await visit.StoredInShortAsync(2));
        Assert.Equal("null", await visit.Page.Frames[1].EvaluateAsync<string>("origin"));
        visit.AssertQuiet();
    }

    [Fact]
    public async Task A_page_without_what_the_tracker_would_use_is_counted()
    {
        await using var visit = await rig.VisitAsync();
        await visit.Page.AddInitScriptAsync("delete Crypto.prototype.randomUUID; delete window.PerformanceObserver; delete Navigator.prototype.sendBeacon");
        await visit.OpenAsync("data-performance=\"true\"");
        await visit.SentAsync(1);
        Assert.Null(visit.Sent[0].Text("eventId"));
        await visit.RunAsync("dispatchEvent(new PageTransitionEvent('pagehide')); await umami.track('late')");
        Assert.Equal("view /page", (await visit.StoredInShortAsync(1)).Single());
        visit.AssertQuiet();
    }

    private static bool IsBrowsersOwn(string said) =>
        said.StartsWith("error: Failed to load resource", StringComparison.Ordinal)
        || said.StartsWith("error: Access to fetch", StringComparison.Ordinal)
        || said.Contains("Content Security Policy", StringComparison.Ordinal);
}
