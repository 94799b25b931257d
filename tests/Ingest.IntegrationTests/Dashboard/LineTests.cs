using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Dashboard;

/// <summary>What the page hands out: the line for a site, and links to it.</summary>
[Collection(DashboardCollection.Name)]
public sealed class LineTests(DashboardRig rig)
{
    [Fact]
    public async Task Lines_and_links_have_the_address_and_the_script_that_the_operator_names()
    {
        Browser.Chromium.Require();
        using var folder = new TemporaryFolder();
        await using var server = await IngestServer.StartAsync(folder, new Dictionary<string, string>
        {
            ["INGEST__Server__PublicUrl"] = "https://stats.example.com",
            ["INGEST__Server__ScriptNames__0"] = "/js/app.js",
        });
        await using var reader = await rig.ReaderAsync();
        await reader.Page.GotoAsync(new Uri(server.Collect, $"/#key={server.FirstKey}").AbsoluteUri);
        var line = await reader.Page.Locator(".empty pre").InnerTextAsync();
        var site = await reader.Page.Locator("#site").InputValueAsync();

        Assert.Equal($"<script defer src=\"https://stats.example.com/js/app.js\" data-website-id=\"{site}\"></script>", line);
        Assert.Contains($"  {line}\n", server.Log, StringComparison.Ordinal);
        await reader.Page.ClickAsync("#share");
        await reader.Page.ClickAsync("text=Make a link");
        Assert.StartsWith("https://stats.example.com/#share=ingest_", await reader.Page.Locator("dialog pre").InnerTextAsync(), StringComparison.Ordinal);
        reader.AssertQuiet();
    }
}
