using Microsoft.Playwright;

namespace Ingest.IntegrationTests.Dashboard;

/// <summary>What the page may not do, whatever the data holds.</summary>
[Collection(DashboardCollection.Name)]
public sealed class SafetyTests(DashboardRig rig)
{
    private const int FirstViewBytesMax = 80_000;

    [Theory]
    [InlineData("overview", KnownTraffic.HostilePath)]
    [InlineData("events", "<b onclick=1>event</b>")]
    [InlineData("events?event=signup&key=plan", KnownTraffic.Hostile)]
    [InlineData("journeys", KnownTraffic.HostilePath)]
    [InlineData("overview?filter=~path:%3Cimg%20src%3Dx%20onerror%3D%22window.hacked%3D1%22%3E", KnownTraffic.Hostile)]
    public async Task Texts_that_try_to_be_more_are_shown_as_they_are(string section, string text)
    {
        await using var reader = await rig.ReaderAsync();
        await reader.OpenAsync(section);

        await Assertions.Expect(reader.Page.GetByText(text).First).ToBeVisibleAsync();
        Assert.True(await reader.Page.EvaluateAsync<bool>("() => window.hacked === undefined && document.querySelector('main img, main b[onclick], main script') === null"));
        reader.AssertQuiet();
    }

    [Fact]
    public async Task The_list_of_all_pages_is_searched_sorted_and_saved_with_hostile_texts_as_texts()
    {
        await using var reader = await rig.ReaderAsync();
        await reader.OpenAsync();
        var opener = reader.Page.GetByRole(AriaRole.Button, new() { Name = "More pages" });
        await opener.ClickAsync();
        var dialog = reader.Page.GetByRole(AriaRole.Dialog);
        var rows = dialog.Locator("tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(11);

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Page", Exact = true }).ClickAsync();
        await Assertions.Expect(rows.First).ToContainTextAsync("Start");
        await dialog.GetByRole(AriaRole.Searchbox).FillAsync("EVIL");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        Assert.StartsWith($"{KnownTraffic.HostilePath}\t{KnownTraffic.Hostile}", string.Join('\t', [.. await rows.Locator("th").AllInnerTextsAsync(), (await rows.Locator("td").AllInnerTextsAsync())[^1]]), StringComparison.Ordinal);
        var file = await reader.Page.RunAndWaitForDownloadAsync(() => dialog.GetByText("Download CSV").ClickAsync());
        var lines = (await File.ReadAllTextAsync(await file.PathAsync())).Split("\r\n");
        Assert.Equal("url_path,page_title,visitors,visits,views,seconds,time_on_page", lines[0]);
        Assert.Contains(lines, line => line.StartsWith($"{KnownTraffic.HostilePath},\"{KnownTraffic.Hostile.Replace("\"", "\"\"", StringComparison.Ordinal)}\",4,", StringComparison.Ordinal));
        await reader.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        await Assertions.Expect(opener).ToBeFocusedAsync();
        reader.AssertQuiet();
    }

    [Fact]
    public async Task No_request_leaves_the_server_and_few_are_open_at_once()
    {
        await using var reader = await rig.ReaderAsync();
        await reader.OpenAsync();
        foreach (var section in new[] { "realtime", "events", "retention", "funnel", "journeys", "vitals", "hours", "rejections", "health" })
        {
            await reader.GoAsync(section);
        }

        Assert.All(reader.Asked, address => Assert.StartsWith(reader.Address(), address, StringComparison.Ordinal));
        Assert.InRange(reader.AskedAtOnce, 1, 6);
    }

    [Fact]
    public async Task The_first_view_is_small_and_no_script_waits_for_another()
    {
        await using var reader = await rig.ReaderAsync();
        await reader.OpenAsync();

        var bytes = await reader.Page.EvaluateAsync<int>(
            """
            () => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
              .filter(entry => !entry.name.includes('/api/') && !entry.name.endsWith('world.json') && !entry.name.endsWith('map.js')).reduce((sum, entry) => sum + entry.encodedBodySize, 0)
            """);
        var late = await reader.Page.EvaluateAsync<string[]>(
            "() => performance.getEntriesByType('resource').filter(entry => entry.name.endsWith('.js') && !entry.name.endsWith('map.js') && !document.head.querySelector(`[href='${new URL(entry.name).pathname}'], [src='${new URL(entry.name).pathname}']`)).map(entry => entry.name)");

        Assert.InRange(bytes, 10_000, FirstViewBytesMax);
        Assert.Empty(late);
    }
}
