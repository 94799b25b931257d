using System.Globalization;
using Microsoft.Playwright;

namespace Ingest.IntegrationTests.Dashboard;

/// <summary>What the page shows is what the server has.</summary>
[Collection(DashboardCollection.Name)]
public sealed class FigureTests(DashboardRig rig)
{
    [Fact]
    public async Task The_tiles_have_the_figures_of_the_views()
    {
        await using var reader = await rig.ReaderAsync();
        await reader.OpenAsync();

        var row = Assert.Single(await rig.RowsAsync(reader.Asked.First(address => address.Contains("/query/overview?", StringComparison.Ordinal))));
        Assert.Equal(row["visitors"].ToString(), await reader.TileAsync("visitors"));
        Assert.Equal(row["visits"].ToString(), await reader.TileAsync("visits"));
        Assert.Equal(row["views"].ToString(), await reader.TileAsync("views"));
        Assert.Equal(row["views_per_visit"].GetDouble().ToString("0.0", CultureInfo.InvariantCulture), await reader.TileAsync("views_per_visit"));
        var views = await rig.Server.CountAsync($"SELECT count() FROM v_pa_events WHERE site_id = '{rig.Site}' AND event_type = 1");
        Assert.Equal(views.ToString(CultureInfo.InvariantCulture), await reader.TileAsync("views"));
        Assert.Equal(KnownTraffic.Visitors.ToString(CultureInfo.InvariantCulture), await reader.TileAsync("visitors"));
        reader.AssertQuiet();
    }

    [Fact]
    public async Task The_table_beside_the_chart_has_a_row_for_each_day_and_the_views_of_all()
    {
        await using var reader = await rig.ReaderAsync();
        await reader.OpenAsync("overview?last=30d&compare=0");
        await reader.Page.ClickAsync("[data-figure=views]");
        await reader.Page.ClickAsync("text=View as table");

        var days = await reader.Page.Locator(".chart tbody td").AllInnerTextsAsync();

        Assert.Equal(30, days.Count);
        Assert.Equal(await reader.TileAsync("views"), days.Where(day => day != "–").Sum(day => int.Parse(day, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_click_on_a_row_filters_all_figures_and_the_chip_takes_it_back()
    {
        await using var reader = await rig.ReaderAsync();
        await reader.OpenAsync();
        var all = await reader.TileAsync("visitors");

        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Germany" }).ClickAsync();
        await reader.ReadyAsync();

        Assert.Contains("filter=country%3ADE", reader.Page.Url, StringComparison.Ordinal);
        var germans = await rig.Server.CountAsync($"SELECT uniqExact(session_id) FROM v_pa_events WHERE site_id = '{rig.Site}' AND country = 'DE'");
        Assert.NotEqual(all, germans.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(germans.ToString(CultureInfo.InvariantCulture), await reader.TileAsync("visitors"));
        await reader.Page.Locator("#remove-0").FocusAsync();
        await reader.Page.Keyboard.PressAsync("Enter");
        await reader.ReadyAsync();
        Assert.Equal(all, await reader.TileAsync("visitors"));
        Assert.Equal(0, await reader.Page.Locator(".chip").CountAsync());

        await reader.Page.GoBackAsync();
        await reader.ReadyAsync();
        Assert.Equal("Country is Germany", await reader.Page.Locator("#filter-0").InnerTextAsync());
        reader.AssertQuiet();
    }

    [Fact]
    public async Task A_funnel_stands_in_the_address_and_counts_as_the_view_does()
    {
        await using var reader = await rig.ReaderAsync();
        await reader.OpenAsync("funnel");
        await reader.Page.GetByLabel("Page or event").Nth(1).FillAsync("/pricing");
        await reader.Page.ClickAsync("text=Add a step");
        await reader.Page.GetByLabel("Kind of step").Nth(2).SelectOptionAsync("event");
        await reader.Page.GetByLabel("Page or event").Nth(2).FillAsync("signup");
        await reader.Page.ClickAsync("text=Show the funnel");
        await reader.ReadyAsync();

        Assert.Contains("step=path%3A%2F&step=path%3A%2Fpricing&step=event%3Asignup", reader.Page.Url, StringComparison.Ordinal);
        var rows = await rig.RowsAsync(reader.AskedFor("funnel"));
        var shown = await reader.Page.Locator(".funnel-bar strong").AllInnerTextsAsync();
        Assert.Equal(rows.Select(row => $"{row["visitors"]} visitors"), shown.Select(text => text.Split(',')[0]));
        Assert.Equal(KnownTraffic.Visitors.ToString(CultureInfo.InvariantCulture), rows[0]["visitors"].ToString());
        reader.AssertQuiet();
    }

    [Theory]
    [InlineData("retention", ".grid tbody tr", "100%")]
    [InlineData("journeys", ".journey", "/pricing")]
    [InlineData("vitals", ".vital", "Poor")]
    [InlineData("hours", ".grid", "Sunday")]
    [InlineData("events", "table", "signup")]
    [InlineData("events?event=signup&key=plan", "table", "pro")]
    [InlineData("rejections", ".section", "Everything that was sent for this site was stored")]
    [InlineData("health", "table", "clickhouse")]
    [InlineData("realtime", ".section", "visitors in the last 30 minutes")]
    public async Task Every_section_shows_what_there_is(string section, string place, string text)
    {
        await using var reader = await rig.ReaderAsync();
        await reader.OpenAsync(section);

        await Assertions.Expect(reader.Page.Locator(place).Filter(new() { HasText = text }).First).ToBeVisibleAsync();
        Assert.Equal(0, await reader.Page.Locator(".failure").CountAsync());
        reader.AssertQuiet();
    }

    [Fact]
    public async Task A_site_without_events_says_what_to_put_into_its_pages()
    {
        await using var reader = await rig.ReaderAsync();
        await reader.OpenAsync(site: rig.EmptySite);

        Assert.Equal($"<script defer src=\"{reader.Address()}script.js\" data-website-id=\"{rig.EmptySite}\"></script>", await reader.Page.Locator(".empty pre").InnerTextAsync());
    }

    [Fact]
    public async Task A_failure_is_named_in_the_servers_words_and_can_be_tried_again()
    {
        await using var reader = await rig.ReaderAsync();
        await reader.Page.RouteAsync("**/query/overview?*", route => route.FulfillAsync(new() { Status = 503, ContentType = "application/problem+json", Body = """{"detail":"ClickHouse is away."}""" }));
        await reader.OpenAsync();
        var failure = reader.Page.Locator(".tiles-place .failure");
        Assert.Contains("ClickHouse is away.", await failure.InnerTextAsync(), StringComparison.Ordinal);

        await reader.Page.UnrouteAllAsync();
        await failure.GetByRole(AriaRole.Button).ClickAsync();

        await Assertions.Expect(reader.Page.Locator("[data-figure=visitors]")).ToBeVisibleAsync();
    }
}
