namespace Ingest.IntegrationTests.Browser;

/// <summary>The calls of a page, what its elements say, and clicks on links.</summary>
[Collection(BrowserCollection.Name)]
public sealed class CustomEventTests(BrowserRig rig)
{
    [Fact]
    public async Task Every_form_of_the_call_is_an_event()
    {
        await using var visit = await rig.VisitAsync();
        await visit.OpenAsync("data-auto-track=\"false\"");
        await visit.RunAsync(
            $$"""
            await umami.track();
            await umami.track('buy', { plan: 'pro', seats: 3, deep: { a: true } });
            await umami.track({ website: '{{rig.Site}}', url: '{{visit.Folder}}own', name: 'own' });
            await umami.track(payload => ({ ...payload, url: '{{visit.Folder}}function', title: 'Mine' }));
            await ingest.track('other');
            """);
        var rows = await visit.StoredAsync(5);
        Assert.Equal(["view /page", "custom buy /page", "custom own /own", "view /function", "custom other /page"], rows.Select(row => row.Short(visit.Folder)));
        Assert.Equal(("pro", "true"), (rows[1].Data("plan"), rows[1].Data("deep.a")));
        Assert.Equal("Mine", rows[3]["page_title"]);
        Assert.True(await visit.Page.EvaluateAsync<bool>("umami === ingest"));
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Who_is_identified_is_so_in_all_that_follows()
    {
        await using var visit = await rig.VisitAsync();
        await visit.OpenAsync();
        await visit.SentAsync(1);
        await visit.RunAsync("await umami.identify('user-1', { plan: 'pro' }); await umami.track('after'); await umami.identify({ seats: 2 })");
        var rows = await visit.StoredAsync(4);
        Assert.Equal(["view", "identify", "custom", "identify"], rows.Select(row => row["kind"]));
        Assert.Equal(["", "user-1", "user-1", "user-1"], rows.Select(row => row["distinct_id"]));
        var data = await rig.Server.QueryAsync($"SELECT data_key, string_value FROM v_pa_session_data WHERE session_id = '{rows[1]["session_id"]}' ORDER BY data_key");
        Assert.Equal(["plan", "seats"], data.Select(row => row.GetProperty("data_key").GetString()));
        visit.AssertQuiet();
    }

    [Fact]
    public async Task A_page_may_know_its_visitor_from_the_beginning()
    {
        await using var visit = await rig.VisitAsync();
        await visit.OpenAsync("data-distinct-id=\"user-2\"");
        Assert.Equal("user-2", Assert.Single(await visit.StoredAsync(1))["distinct_id"]);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task An_element_says_what_a_click_on_it_is()
    {
        await using var visit = await rig.VisitAsync();
        await visit.OpenAsync(body: """<button data-umami-event="sign-up" data-umami-event-plan="pro" data-umami-event-from-page="home"><b id="inner">Go</b></button><i id="silent">x</i>""");
        await visit.SentAsync(1);
        await visit.Page.ClickAsync("#silent");
        await visit.Page.ClickAsync("#inner");
        var rows = await visit.StoredAsync(2);
        Assert.Equal("custom sign-up /page", rows[1].Short(visit.Folder));
        Assert.Equal(("pro", "home"), (rows[1].Data("plan"), rows[1].Data("from-page")));
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Links_that_lead_away_or_to_a_file_are_events()
    {
        await using var visit = await rig.VisitAsync();
        await visit.OpenAsync(body: Links);
        await visit.SentAsync(1);
        foreach (var link in new[] { "#inside", "#outside", "#file", "#named", "#said", "#mail" })
        {
            await visit.Page.ClickAsync(link);
        }

        await visit.Page.ClickAsync("#outside", new() { Button = Microsoft.Playwright.MouseButton.Middle });
        await visit.Page.ClickAsync("#outside", new() { Button = Microsoft.Playwright.MouseButton.Right });
        var rows = await visit.StoredAsync(6);
        Assert.Equal(
            ["custom file-download", "custom file-download", "custom mine", "custom outbound-link-click", "custom outbound-link-click"],
            rows.Where(row => row["kind"] == "custom").Select(row => $"custom {row["event_name"]}").Order(StringComparer.Ordinal));
        Assert.Equal(
            ["http://localhost.example/a.PDF?v=1", "http://127.0.0.1:9/x?y=1#z"],
            new[] { "file-download", "outbound-link-click" }.Select(name => rows.First(row => row["event_name"] == name).Data("url")));
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Links_can_be_left_alone()
    {
        await using var visit = await rig.VisitAsync();
        await visit.OpenAsync("data-auto-links=\"false\"", Links);
        await visit.SentAsync(1);
        await visit.Page.ClickAsync("#outside");
        await visit.Page.ClickAsync("#said");
        Assert.Equal(["view /page", "custom mine /page"], await visit.StoredInShortAsync(2));
    }

    [Fact]
    public async Task A_click_that_leaves_the_page_is_counted_and_not_held_up()
    {
        await using var visit = await rig.VisitAsync();
        visit.Add("away", "");
        await visit.OpenAsync(body: $"""<a id="away" href="{new UriBuilder(visit.Address("away")) { Host = "127.0.0.1" }}">away</a>""");
        await visit.SentAsync(1);
        await visit.Page.ClickAsync("#away");
        // Committed is enough: the load of a page that another process draws is not always reported.
        await visit.Page.WaitForURLAsync("**/away", new() { WaitUntil = Microsoft.Playwright.WaitUntilState.Commit });
        Assert.Equal(["view /page", "custom outbound-link-click /page"], await visit.StoredInShortAsync(2));
        visit.AssertQuiet();
    }

    // None goes anywhere: the page stops each, as applications do.
    private const string Links =
        """
        <div onclick="event.preventDefault()" onauxclick="event.preventDefault()">
          <a id="inside" href="inside">inside</a> <a id="mail" href="mailto:a@b.example">mail</a>
          <a id="outside" href="http://127.0.0.1:9/x?y=1#z" target="_blank"><b>outside</b></a>
          <a id="file" href="http://localhost.example/a.PDF?v=1">file</a> <a id="named" href="report" download>named</a>
          <a id="said" href="http://127.0.0.1:9/" data-umami-event="mine">said</a>
        </div>
        """;
}
