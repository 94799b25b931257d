using System.Text.Json;
using Microsoft.Playwright;

namespace Ingest.IntegrationTests.Dashboard;

/// <summary>By keyboard, on a phone, and by the rules of WCAG that axe knows.</summary>
[Collection(DashboardCollection.Name)]
public sealed class UsabilityTests(DashboardRig rig)
{
    // Pictures of all sections, for people: TestResults/dashboard, unless the variable names another folder.
    private static readonly string Pictures = Environment.GetEnvironmentVariable("INGEST_TEST_PICTURES") is { Length: > 0 } folder ? folder : Path.Combine(Repository.Root, "TestResults", "dashboard");

    private static readonly string[] Sections =
    [
        "overview", "overview?filter=country:DE", "realtime", "events", "events?event=signup&key=plan", "retention",
        "funnel?step=path:/&step=path:/pricing&step=event:signup", "journeys", "vitals", "hours", "rejections", "health",
    ];

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Axe_finds_nothing_serious_in_any_section_and_none_is_wider_than_the_screen(bool isDark, bool isPhone)
    {
        await using var reader = await rig.ReaderAsync(isDark, isPhone);
        var axe = await NodePackages.ReadAsync("axe-core", "axe.min.js");
        await reader.Page.GotoAsync(reader.Address());
        await reader.Page.EvaluateAsync(axe);
        await AssertAccessibleAsync(reader, "sign in");
        await PictureAsync(reader, "signin", isDark, isPhone);
        await reader.OpenAsync();
        await reader.Page.EvaluateAsync(axe);
        foreach (var section in Sections)
        {
            await reader.GoAsync(section);
            await AssertAccessibleAsync(reader, section);
            await PictureAsync(reader, section, isDark, isPhone);
            Assert.True(await reader.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{section} is wider than the screen");
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Axe_finds_nothing_serious_in_an_open_dialog_and_none_is_wider_than_the_screen(bool isDark, bool isPhone)
    {
        await using var reader = await rig.ReaderAsync(isDark, isPhone);
        await reader.OpenAsync("overview?filter=!path:/a-page-with-a-name-that-is-longer-than-a-phone-is-wide&filter=~country:D", key: rig.Server.FirstKey);
        await reader.Page.EvaluateAsync(await NodePackages.ReadAsync("axe-core", "axe.min.js"));
        foreach (var (name, opener) in ((string, string)[])[("filter", "#add-filter"), ("filter-of-before", "#filter-0"), ("share", "#share")])
        {
            await reader.Page.ClickAsync(opener);
            await Assertions.Expect(reader.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
            if (name == "share")
            {
                await reader.Page.ClickAsync("text=Make a link");
                await Assertions.Expect(reader.Page.Locator(".shares li")).Not.ToHaveCountAsync(0);
            }

            await Assertions.Expect(reader.Page.Locator("dialog [aria-busy=true]")).ToHaveCountAsync(0);
            await AssertAccessibleAsync(reader, name);
            await PictureAsync(reader, "dialog-" + name, isDark, isPhone);
            Assert.True(await reader.Page.EvaluateAsync<bool>("() => [document.documentElement, document.querySelector('.dialog-body')].every(part => part.scrollWidth <= part.clientWidth)"), $"{name} is wider than the screen");
            await reader.Page.Keyboard.PressAsync("Escape");
        }
    }

    [Fact]
    public async Task Tabs_charts_and_lists_are_used_by_keys_alone()
    {
        await using var reader = await rig.ReaderAsync();
        await reader.OpenAsync("overview?compare=0");
        var keys = reader.Page.Keyboard;
        await reader.Page.EvaluateAsync("() => document.activeElement.blur()");
        await keys.PressAsync("Tab");
        Assert.Equal("skip", await FocusedIdAsync(reader));
        await keys.PressAsync("Enter");
        Assert.Equal("main", await FocusedIdAsync(reader));

        var plot = reader.Page.GetByRole(AriaRole.Slider);
        await plot.FocusAsync();
        var last = await plot.GetAttributeAsync("aria-valuetext");
        await keys.PressAsync("ArrowLeft");
        var before = await plot.GetAttributeAsync("aria-valuetext");
        Assert.NotEqual(last, before);
        Assert.Matches("^[A-Z][a-z]{2}, .* Visitors [0-9]+$", before!);
        await Assertions.Expect(reader.Page.Locator(".tip")).ToBeVisibleAsync();

        await reader.Page.GetByRole(AriaRole.Tab, new() { Name = "Pages", Exact = true }).FocusAsync();
        await keys.PressAsync("ArrowRight");
        Assert.Equal("Entry pages", await reader.Page.EvaluateAsync<string>("() => document.activeElement.textContent"));
        Assert.Equal("true", await reader.Page.EvaluateAsync<string>("() => document.activeElement.getAttribute('aria-selected')"));
        await reader.ReadyAsync();
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await reader.ReadyAsync();
        Assert.Contains("filter=entry%3A", reader.Page.Url, StringComparison.Ordinal);
        Assert.Equal("H1", await reader.Page.EvaluateAsync<string>("() => document.activeElement.tagName"));
        reader.AssertQuiet();
    }

    [Fact]
    public async Task A_choice_keeps_the_focus_and_the_theme_is_remembered()
    {
        await using var reader = await rig.ReaderAsync();
        await reader.OpenAsync();
        await reader.Page.FocusAsync("#range");
        await reader.Page.SelectOptionAsync("#range", "7d");
        await reader.ReadyAsync();
        Assert.Equal("range", await FocusedIdAsync(reader));
        Assert.Contains("last=7d", reader.Page.Url, StringComparison.Ordinal);

        await reader.Page.ClickAsync("#theme");
        await reader.Page.ReloadAsync();
        await reader.ReadyAsync();
        Assert.Equal("dark", await reader.Page.EvaluateAsync<string>("() => document.documentElement.dataset.theme"));
    }

    private static Task<string> FocusedIdAsync(Reader reader) => reader.Page.EvaluateAsync<string>("() => document.activeElement.id");

    internal static async Task AssertAccessibleAsync(Reader reader, string section)
    {
        var found = await reader.Page.EvaluateAsync<JsonElement>(
            "async () => (await axe.run()).violations.filter(each => each.impact === 'serious' || each.impact === 'critical').map(each => each.id + ': ' + each.nodes.map(node => node.html).join(' '))");
        Assert.True(found.GetArrayLength() == 0, $"{section}: {found}");
    }

    internal static Task PictureAsync(Reader reader, string section, bool isDark, bool isPhone)
    {
        var name = $"{section.Replace('?', '-').Split(['=', '&'])[0]}{(isPhone ? "-phone" : "")}{(isDark ? "-dark" : "")}.png";
        return reader.Page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, name), FullPage = true });
    }
}
