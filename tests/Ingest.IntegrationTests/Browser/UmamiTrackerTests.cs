namespace Ingest.IntegrationTests.Browser;

/// <summary>Umami's own script sends through this server unchanged.</summary>
[Collection(BrowserCollection.Name)]
public sealed class UmamiTrackerTests(BrowserRig rig)
{
    [Fact]
    public async Task Events_of_Umamis_own_script_are_stored()
    {
        await using var visit = await rig.VisitAsync();
        var script = await UmamiTracker.ReadAsync();
        await visit.Context.RouteAsync("**/umami.js", route => route.FulfillAsync(new() { Body = script, ContentType = "text/javascript" }));
        visit.Add("page", visit.Snippet(path: "/umami.js"), """<button data-umami-event="pressed" data-umami-event-plan="pro">press</button>""");
        await visit.Page.GotoAsync(visit.Address() + "?utm_source=letter");
        await visit.SentAsync(1);
        await visit.RunAsync("await umami.track('bought', { seats: 3 })");
        await visit.Page.ClickAsync("button");
        await visit.SentAsync(3);
        await visit.RunAsync("history.pushState(1, '', location.pathname.replace('page', 'two'))");
        await visit.SentAsync(4);
        await visit.RunAsync("await umami.identify({ umami_tracker: 'yes' })");
        var rows = await visit.StoredAsync(4);
        Assert.Equal(["view /page", "custom bought /page", "custom pressed /page", "view /two"], rows.Select(row => row.Short(visit.Folder)));
        Assert.Equal(("3.0000", "pro"), (rows[1].Data("seats"), rows[2].Data("plan")));
        Assert.Equal(["localhost", "page", "chrome"], new[] { "hostname", "page_title", "browser" }.Select(column => rows[0][column]));
        Assert.Single(rows.Select(row => row["visit_id"]).Distinct());
        Assert.All(visit.Sent, message => Assert.Equal("/api/send", message.Path));
        await Poll.UntilAsync(
            async () => await rig.Server.CountAsync("SELECT count() FROM v_pa_session_data WHERE data_key = 'umami_tracker' AND string_value = 'yes'") == 1, "the identification");
        visit.AssertQuiet();
    }
}
