namespace Ingest.IntegrationTests.Browser;

/// <summary>Who is not to be counted, and what a page lets go.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ConsentTests(BrowserRig rig)
{
    private const string DoNotTrack = "Object.defineProperty(navigator, 'doNotTrack', { value: '1' })";
    private const string PrivacyControl = "Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })";
    private const string Disabled = "localStorage.setItem('umami.disabled', '1')";

    [Theory]
    [InlineData("data-do-not-track=\"true\"", DoNotTrack, 0)]
    [InlineData("data-do-not-track=\"true\"", PrivacyControl, 0)]
    [InlineData("data-do-not-track=\"true\"", "", 2)]
    [InlineData("", DoNotTrack, 2)]
    [InlineData("", Disabled, 0)]
    [InlineData("data-domains=\"example.com, www.example.com\"", "", 0)]
    [InlineData("data-domains=\"example.com, localhost\"", "", 2)]
    [InlineData("data-auto-track=\"false\"", "", 1)]
    [InlineData("data-auto-pageview=\"false\"", "", 1)]
    [InlineData("data-website-id=\"\" ", "", 0)]
    public async Task Nothing_is_sent_for_whom_the_page_leaves_out(string attributes, string browser, int sent)
    {
        await using var visit = await rig.VisitAsync();
        await visit.Page.AddInitScriptAsync(browser + ";");

        // An attribute that is named twice has its first value.
        visit.Add("page", visit.Snippet().Replace("data-website-id", attributes + " data-website-id", StringComparison.Ordinal));
        await visit.Page.GotoAsync(visit.Address());
        await visit.RunAsync("await umami.track('asked')");
        Assert.Equal(sent, visit.Sent.Count);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task A_hook_of_the_page_changes_what_is_sent_or_holds_it_back()
    {
        await using var visit = await rig.VisitAsync();
        const string Hook = """
            <script>
              window.hook = async (type, payload) => {
                await null;
                if (payload.name == "secret") return null;
                if (payload.name == "broken") throw new Error("mine");
                return { ...payload, title: type + " seen" };
              };
            </script>
            """;
        visit.Add("page", Hook + visit.Snippet("data-before-send=\"hook\""));
        await visit.Page.GotoAsync(visit.Address());
        await visit.SentAsync(1);
        await visit.RunAsync("await umami.track('secret'); await umami.track('broken'); await umami.track('fine')");
        var rows = await visit.StoredAsync(2);
        Assert.Equal(["view /page", "custom fine /page"], rows.Select(row => row.Short(visit.Folder)));
        Assert.All(rows, row => Assert.Equal("event seen", row["page_title"]));
        visit.AssertQuiet();
    }
}
