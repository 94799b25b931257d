using System.Globalization;
using Microsoft.Playwright;

namespace Ingest.IntegrationTests.Dashboard;

/// <summary>A page that was written to a file: whole, right, and without anybody to ask.</summary>
[Collection(DashboardCollection.Name)]
public sealed class WrittenPageTests(DashboardRig rig, WrittenPage page) : IClassFixture<WrittenPage>
{
    private static readonly string[] Sections = ["overview", "events", "retention", "funnel", "journeys", "vitals", "hours", "rejections"];

    [Fact]
    public async Task Every_page_tab_and_list_has_its_answer_inside_and_nothing_is_asked_of_anybody()
    {
        await using var reader = await page.OpenAsync();
        var pressed = 0;
        foreach (var section in Sections)
        {
            await reader.GoAsync(section);
            pressed += await PressAllAsync(reader, "[role=tab], .tile, .vital, .chart-head button, .controls input");
        }

        // Four cards of 20 tabs, six figures, five vitals, a comparison, and a table of each of four charts.
        Assert.Equal(36, pressed);
        await reader.GoAsync("overview");
        await reader.Page.GetByRole(AriaRole.Tab, new() { Name = "Pages", Exact = true }).ClickAsync();
        Assert.Equal(1, await PressAllAsync(reader, ".more", async () =>
        {
            Assert.Equal(3, await PressAllAsync(reader, "dialog .sort", limit: 3));
            await reader.Page.Keyboard.PressAsync("Escape");
        }));
        await reader.GoAsync("events");
        var keys = 0;
        Assert.Equal(2, await PressAllAsync(reader, "table .link", async () =>
        {
            keys += await PressAllAsync(reader, "table .link");
            await reader.GoAsync("events");
        }));
        Assert.Equal(4, keys);

        Assert.Equal([new Uri(page.File).AbsoluteUri], reader.Asked);
        Assert.True(await reader.Page.EvaluateAsync<bool>("() => window.hacked === undefined"));
        reader.AssertQuiet();
    }

    [Fact]
    public async Task The_figures_are_those_of_the_views()
    {
        await using var reader = await page.OpenAsync();
        var now = Assert.Single(await rig.Server.QueryAsync($"SELECT * FROM view_overview({page.Range})"));
        Assert.Equal(now.GetProperty("visitors").ToString(), await reader.TileAsync("visitors"));
        Assert.Equal(KnownTraffic.Visitors.ToString(CultureInfo.InvariantCulture), await reader.TileAsync("visitors"));
        Assert.Equal(now.GetProperty("visits").ToString(), await reader.TileAsync("visits"));
        Assert.Equal(now.GetProperty("views").ToString(), await reader.TileAsync("views"));
        var pages = await rig.Server.QueryAsync($"SELECT url_path, visitors FROM view_pages({page.Range}) ORDER BY visitors DESC, url_path LIMIT 8");
        Assert.Equal(
            pages.Select(row => $"{row.GetProperty("url_path")} {row.GetProperty("visitors")}"),
            await reader.Page.Locator("section[aria-label=Pages] .bar").EvaluateAllAsync<string[]>("bars => bars.map(bar => `${bar.querySelector('.name').textContent} ${bar.querySelector('.figure').lastChild.textContent}`)"));
        Assert.Equal(await rig.Server.CountAsync($"SELECT count() FROM view_countries({page.Range})"), await reader.Page.Locator(".land.known").CountAsync());

        await reader.Page.GetByText("View as table").ClickAsync();
        var days = await reader.Page.Locator(".chart tbody td:nth-child(2)").AllInnerTextsAsync();
        Assert.Equal(30, days.Count);
        var visitors = await rig.Server.QueryAsync($"SELECT visitors FROM view_traffic({page.Range}, tz='Europe/Berlin', unit='day') ORDER BY bucket");
        Assert.Equal(visitors.Select(row => row.GetProperty("visitors").ToString()), days.Where(day => day != "0"));

        await reader.GoAsync("funnel");
        var steps = await rig.Server.QueryAsync($"SELECT visitors FROM view_funnel({page.Range}, steps={Quoted(WrittenPage.Steps)}, seconds=86400) ORDER BY step");
        Assert.Equal(steps.Select(row => $"{row.GetProperty("visitors")} visitors"), (await reader.Page.Locator(".funnel-bar strong").AllInnerTextsAsync()).Select(text => text.Split(',')[0]));
        await reader.GoAsync("retention");
        var groups = await rig.Server.QueryAsync($"SELECT any(cohort_visitors) AS visitors FROM view_retention({page.Range}, tz='Europe/Berlin', unit='week') GROUP BY cohort ORDER BY cohort");
        Assert.Equal(groups.Select(row => row.GetProperty("visitors").ToString()), await reader.Page.Locator(".grid tbody td:nth-child(2)").AllInnerTextsAsync());
    }

    [Fact]
    public async Task What_would_ask_is_not_offered_and_a_line_says_of_when_the_figures_are()
    {
        await using var reader = await page.OpenAsync();
        Assert.Equal(Sections.Length, await reader.Page.Locator("#sections a").CountAsync());
        foreach (var section in Sections)
        {
            await reader.GoAsync(section);
            Assert.Equal(0, await reader.Page.Locator("select:visible, #signout:visible, #share:visible, #add-filter, button.bar, .chip button, form, .failure").CountAsync());
            Assert.Matches(@"^\d+ \w+ 2\d{3}, 00:00 to \d+ \w+ 2\d{3}, \d\d:\d\d Europe/Berlin(, by day)?\. Made on \d+ \w+ 2\d{3}, \d\d:\d\d\.$", await reader.Page.Locator(".zone").InnerTextAsync());
        }

        await reader.Page.EvaluateAsync("() => { location.hash = '#/' }");
        await reader.Page.GetByRole(AriaRole.Link, new() { Name = "Ingest", Exact = true }).ClickAsync();
        await reader.ReadyAsync();
        await reader.GoAsync("health?last=12mo&filter=country:FR");
        Assert.Equal("Overview", await reader.Page.Locator("h1").InnerTextAsync());
        Assert.Equal(KnownTraffic.Visitors.ToString(CultureInfo.InvariantCulture), await reader.TileAsync("visitors"));
        reader.AssertQuiet();
    }

    [Fact]
    public async Task Texts_that_try_to_be_more_are_shown_as_they_are()
    {
        await using var reader = await page.OpenAsync();
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "More pages" }).ClickAsync();
        var row = reader.Page.GetByRole(AriaRole.Dialog).Locator("tbody tr").Filter(new() { HasText = KnownTraffic.HostilePath });
        await Assertions.Expect(row).ToContainTextAsync(KnownTraffic.Hostile);
        Assert.Equal(3, await reader.Page.EvaluateAsync<int>("() => document.scripts.length"));
        Assert.True(await reader.Page.EvaluateAsync<bool>("() => window.hacked === undefined && document.querySelector('main img, dialog img, main script') === null"));
        reader.AssertQuiet();
    }

    [Fact]
    public async Task Conditions_hold_for_every_figure_and_are_named()
    {
        Browser.Chromium.Require();
        var file = page.File + ".french.html";
        var (exitCode, output, errors) = await page.RunAsync(["--html", file, "--site", "Known", "--where", "country=FR", "--where", "path!=/none", "--last", "2d", "--tz", "UTC", "--limit", "1"]);
        Assert.True(exitCode == 0, output + errors);

        await using var reader = await page.OpenAsync(file);

        var french = await rig.Server.CountAsync($"SELECT uniqExact(session_id) FROM v_pa_events WHERE site_id = '{rig.Site}' AND country = 'FR' AND event_time >= toStartOfDay(now('UTC')) - INTERVAL 1 DAY");
        Assert.InRange(french, 1, KnownTraffic.Visitors - 1);
        Assert.Equal(french.ToString(CultureInfo.InvariantCulture), await reader.TileAsync("visitors"));
        Assert.Equal(["Page is not /none", "Country is France"], await reader.Page.Locator(".chip").AllInnerTextsAsync());
        Assert.Equal(0, await reader.Page.Locator(".chip button, #add-filter").CountAsync());
        Assert.Contains("by hour", await reader.Page.Locator(".zone").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await reader.Page.Locator(".failure").CountAsync());
        Assert.Equal(0, await reader.Page.GetByRole(AriaRole.Link, new() { Name = "Funnel" }).CountAsync());
        reader.AssertQuiet();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Axe_finds_nothing_serious_on_any_page_and_none_is_wider_than_the_screen(bool isDark, bool isPhone)
    {
        await using var reader = await page.OpenAsync(isDark, isPhone);
        await reader.Page.EvaluateAsync(await NodePackages.ReadAsync("axe-core", "axe.min.js"));
        foreach (var section in (string[])[.. Sections, "events?event=signup&key=plan"])
        {
            await reader.GoAsync(section);
            await UsabilityTests.AssertAccessibleAsync(reader, section);
            await UsabilityTests.PictureAsync(reader, "written-" + section, isDark, isPhone);
            Assert.True(await reader.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{section} is wider than the screen");
        }
    }

    [Fact]
    public async Task On_paper_it_is_light_without_buttons_and_nothing_is_cut_off()
    {
        await using var reader = await page.OpenAsync(isDark: true);
        await reader.Page.SetViewportSizeAsync(700, 900);
        await reader.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await reader.Page.EvaluateAsync("() => { dispatchEvent(new Event('beforeprint')) }");

        Assert.Equal("light", await reader.Page.EvaluateAsync<string>("() => document.documentElement.dataset.theme"));
        Assert.Equal(0, await reader.Page.Locator("#theme:visible, .more:visible, .chart-head button:visible").CountAsync());
        Assert.True(await reader.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth && [document.querySelector('.plot canvas').getBoundingClientRect()].every(place => place.width > 500 && place.right <= innerWidth)"));
        await UsabilityTests.PictureAsync(reader, "written-print", isDark: false, isPhone: false);
        await reader.Page.EvaluateAsync("() => { dispatchEvent(new Event('afterprint')) }");
        Assert.Equal("dark", await reader.Page.EvaluateAsync<string>("() => document.documentElement.dataset.theme"));
    }

    private static string Quoted(IEnumerable<string> texts) => $"[{string.Join(',', texts.Select(text => $"'{text}'"))}]";

    // Each as it is when its turn comes: a press may draw the others anew.
    private static async Task<int> PressAllAsync(Reader reader, string selector, Func<Task>? then = null, int limit = int.MaxValue)
    {
        var count = Math.Min(limit, await reader.Page.Locator(selector).CountAsync());
        for (var i = 0; i < count; i++)
        {
            await reader.Page.Locator(selector).Nth(i).ClickAsync();
            await reader.ReadyAsync();
            Assert.Equal(0, await reader.Page.Locator(".failure").CountAsync());
            await (then?.Invoke() ?? Task.CompletedTask);
        }

        return count;
    }
}
