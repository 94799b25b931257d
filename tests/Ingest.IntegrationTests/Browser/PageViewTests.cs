using Microsoft.Playwright;

namespace Ingest.IntegrationTests.Browser;

/// <summary>Page views, from loads and within single-page applications.</summary>
[Collection(BrowserCollection.Name)]
public sealed class PageViewTests(BrowserRig rig)
{
    [Fact]
    public async Task A_load_is_a_page_view_with_all_that_the_browser_says()
    {
        await using var visit = await rig.VisitAsync();
        await visit.OpenAsync("data-tag=\"A\"", query: "?utm_source=letter#part");
        var view = Assert.Single(await visit.StoredAsync(1));
        Assert.Equal($"view /page#part", view.Short(visit.Folder));
        Assert.Equal(
            ["localhost", "utm_source=letter", "page", "", "1366x768", "de-AT", "A", "", "chrome"],
            new[] { "hostname", "url_query", "page_title", "referrer_domain", "screen", "language", "tag", "distinct_id", "browser" }.Select(column => view[column]));
        var sent = Assert.Single(visit.Sent);
        Assert.Equal(view["event_id"], sent.Text("eventId"));
        Assert.Equal(BrowserRig.CollectPath, sent.Path);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task The_token_of_a_reply_comes_back_and_only_then_is_a_preflight_needed()
    {
        await using var visit = await rig.VisitAsync();
        var preflights = await PreflightsAsync(visit);
        await visit.OpenAsync();
        await visit.StoredAsync(1);
        Assert.Empty(preflights);
        await visit.RunAsync("await umami.track('first'); await umami.track('second')");
        var rows = await visit.StoredAsync(3);
        Assert.Single(rows.Select(row => row["visit_id"]).Distinct());
        Assert.Equal([true, false, false], visit.Sent.Select(message => message.Token is null));
        Assert.All(visit.Sent.Skip(1), message => Assert.Equal(3, message.Token!.Split('.').Length));
        Assert.Equal("x-umami-cache", Assert.Single(preflights));
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Navigation_within_a_page_is_a_page_view_where_it_ends()
    {
        await using var visit = await rig.VisitAsync();
        await visit.OpenAsync();
        await visit.SentAsync(1);
        await visit.RunAsync("history.pushState(1, '', 'two?x=1'); document.title = 'Two'");
        await visit.SentAsync(2);
        await visit.RunAsync("history.pushState(2, '', 'away'); history.replaceState(2, '', 'three')");
        await visit.SentAsync(3);
        await visit.RunAsync("history.replaceState({}, '', location.href); history.pushState({}, '', location.href)");
        await visit.RunAsync("history.go(-2)");
        await visit.SentAsync(4);
        await visit.RunAsync("location.hash = 'part'");
        await visit.SentAsync(5);
        var rows = await visit.StoredAsync(5);
        Assert.Equal(["view /page", "view /two", "view /three", "view /two", "view /two#part"], rows.Select(row => row.Short(visit.Folder)));
        Assert.Equal(["page", "Two", "Two"], rows.Take(3).Select(row => row["page_title"]));
        Assert.Equal(["", "page", "two", "three", "two"], rows.Select(row => row["referrer_path"].Split('/')[^1]));
        Assert.Equal("x=1", rows[2]["referrer_query"]);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Where_the_visitor_came_from_is_kept_and_the_own_site_is_left_out()
    {
        await using var visit = await rig.VisitAsync();
        visit.Add("page", visit.Snippet(), """<a id="next" href="next">next</a>""");
        visit.Add("next", visit.Snippet());
        visit.Add("other", "<meta name=referrer content=unsafe-url>", $"""<a id="here" href="{visit.Address()}">here</a>""");
        await visit.Page.GotoAsync(new UriBuilder(visit.Address("other")) { Host = "127.0.0.1" }.ToString());
        await visit.Page.ClickAsync("#here");

        // The link is there before the tracker is: a visitor who were as quick would leave before it saw the page.
        await visit.SentAsync(1);
        await visit.Page.ClickAsync("#next");
        var rows = await visit.StoredAsync(2);
        Assert.Equal(["127.0.0.1", ""], rows.Select(row => row["referrer_domain"]));
        Assert.EndsWith("/other", rows[0]["referrer_path"], StringComparison.Ordinal);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task A_page_that_the_browser_kept_is_seen_again()
    {
        await using var visit = await rig.VisitAsync();
        await visit.OpenAsync();
        await visit.SentAsync(1);
        await visit.RunAsync("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })); dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
        Assert.Equal(["view /page", "view /page"], await visit.StoredInShortAsync(2));
        Assert.All(visit.Sent, message => Assert.Equal("fetch", message.Kind));
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Search_and_hash_can_be_left_out()
    {
        await using var visit = await rig.VisitAsync();
        await visit.OpenAsync("data-exclude-search=\"true\" data-exclude-hash=\"true\"", query: "?mail=a@b.example#secret");
        await visit.SentAsync(1);
        await visit.RunAsync("location.hash = 'other'; history.pushState(1, '', 'two?token=1#x')");
        var rows = await visit.StoredAsync(2);
        Assert.Equal(["view /page", "view /two"], rows.Select(row => row.Short(visit.Folder)));
        Assert.All(rows, row => Assert.Equal("", row["url_query"] + row["referrer_query"]));
        Assert.DoesNotContain(visit.Sent, message => message.Body.ToString().Contains("secret", StringComparison.Ordinal) || message.Body.ToString().Contains('?', StringComparison.Ordinal));
        visit.AssertQuiet();
    }

    // Playwright does not show the browser's own requests.
    private static async Task<IReadOnlyCollection<string>> PreflightsAsync(Visit visit)
    {
        var preflights = new List<string>();
        var session = await visit.Context.NewCDPSessionAsync(visit.Page);
        session.Event("Network.requestWillBeSent").OnEvent += (_, said) =>
        {
            var request = said!.Value.GetProperty("request");
            if (request.GetProperty("method").GetString() == "OPTIONS")
            {
                preflights.Add(request.GetProperty("headers").GetProperty("Access-Control-Request-Headers").GetString()!);
            }
        };
        await session.SendAsync("Network.enable");
        return preflights;
    }
}
