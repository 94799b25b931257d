using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Browser;

/// <summary>Where the page and the script come from.</summary>
[Collection(BrowserCollection.Name)]
public sealed class OriginTests(BrowserRig rig)
{
    [Fact]
    public async Task A_file_that_is_opened_by_hand_is_counted()
    {
        await using var visit = await rig.VisitAsync();
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory((string)folder + visit.Folder);
        await File.WriteAllTextAsync((string)folder + visit.Folder + "page.html", ReadmePage(rig));
        await visit.Page.GotoAsync("file://" + (string)folder + visit.Folder + "page.html");
        await visit.SentAsync(1);
        await visit.Page.ClickAsync("button");
        var rows = await visit.StoredAsync(2);
        Assert.Equal(["view", "custom"], rows.Select(row => row["kind"]));
        Assert.Equal("hello", rows[1]["event_name"]);
        Assert.Equal("null", await visit.Page.EvaluateAsync<string>("origin"));
        visit.AssertQuiet();
    }

    [Theory]
    [InlineData("/script.js", "", BrowserRig.CollectPath)]
    [InlineData(BrowserRig.ScriptPath, "", BrowserRig.CollectPath)]
    [InlineData("/script.js", "data-host-url=\"HOST\"", BrowserRig.CollectPath)]
    [InlineData("/script.js", "data-host-url=\"HOST/\"", BrowserRig.CollectPath)]
    [InlineData("/script.js", "data-host-url=\"HOST/behind/\"", "/behind" + BrowserRig.CollectPath)]
    public async Task The_script_sends_to_where_it_was_loaded_from_or_to_the_host_it_is_given(string script, string attributes, string path)
    {
        await using var visit = await rig.VisitAsync();
        visit.Add("page", visit.Snippet(attributes.Replace("HOST", rig.Server.Collect.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal), script));
        await visit.Page.GotoAsync(visit.Address());
        await visit.SentAsync(1);
        Assert.Equal(path, visit.Sent[0].Path);
    }

    // A proxy puts both under a prefix: the script goes up from where it lies.
    [Fact]
    public async Task Behind_a_prefix_the_script_finds_its_way()
    {
        await using var visit = await rig.VisitAsync();
        var script = await rig.Server.Http.GetStringAsync(BrowserRig.ScriptPath);
        await visit.Context.RouteAsync("**/prefix/**", route => route.FulfillAsync(new() { Body = script, ContentType = "text/javascript" }));
        visit.Add("page", visit.Snippet(path: "/prefix" + BrowserRig.ScriptPath));
        await visit.Page.GotoAsync(visit.Address());
        await visit.SentAsync(1);
        Assert.Equal("/prefix" + BrowserRig.CollectPath, visit.Sent[0].Path);
    }

    [Theory]
    [InlineData("""<script type="module" src="SRC" data-website-id="SITE"></script>""")]
    [InlineData("""<script async src="SRC" data-website-id="SITE"></script>""")]
    [InlineData("""<script src="SRC" data-website-id="SITE"></script>""")]
    [InlineData("""<script>const s = document.createElement('script'); s.src = 'SRC'; s.dataset.websiteId = 'SITE'; document.head.append(s)</script>""")]
    public async Task However_the_script_is_loaded_the_view_has_a_title(string tag)
    {
        await using var visit = await rig.VisitAsync();
        var snippet = tag.Replace("SRC", new Uri(rig.Server.Collect, "/script.js").ToString(), StringComparison.Ordinal).Replace("SITE", rig.Site.ToString(), StringComparison.Ordinal);
        rig.Pages.Add(visit.Folder + "page", "<!doctype html><html><head>" + snippet + "<title>Mine</title></head></html>");
        await visit.Page.GotoAsync(visit.Address());
        await visit.SentAsync(1);
        Assert.Equal("Mine", visit.Sent[0].Text("title"));
        visit.AssertQuiet();
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("*.shop.example", false)]
    public async Task A_site_with_domains_takes_events_of_its_pages_alone(string domain, bool isTaken)
    {
        var (_, site, _) = await IngestCommand.RunAsync(["site", "add", "--name", domain, "--domain", domain, "--data", rig.Server.DataPath]);
        await rig.Server.SeesSiteAsync(Guid.Parse(site.Trim()));
        await using var visit = await rig.VisitAsync(nameof(A_site_with_domains_takes_events_of_its_pages_alone) + isTaken);
        visit.Add("page", visit.Snippet().Replace(rig.Site.ToString(), site.Trim(), StringComparison.Ordinal));
        var answered = visit.Page.WaitForResponseAsync(reply => reply.Request.Method == "POST");
        await visit.Page.GotoAsync(visit.Address());

        var reply = await answered;

        Assert.Equal(isTaken ? 200 : 403, reply.Status);
        Assert.Equal(isTaken ? null : "foreign-origin", await reply.HeaderValueAsync("X-Ingest-Dropped"));
        if (isTaken)
        {
            await visit.StoredAsync(1);
        }
    }

    // The three lines of the README, as they stand there.
    private static string ReadmePage(BrowserRig rig)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "README.md"));
        var page = string.Join('\n', lines.SkipWhile(line => line != "```html").Skip(1).TakeWhile(line => line != "```"));
        return page.Replace("http://127.0.0.1:8080/", rig.Server.Collect.ToString(), StringComparison.Ordinal).Replace("ID", rig.Site.ToString(), StringComparison.Ordinal);
    }
}
