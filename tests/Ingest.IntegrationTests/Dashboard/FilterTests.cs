using System.Globalization;
using Ingest.Commands.Report;
using Microsoft.Playwright;

namespace Ingest.IntegrationTests.Dashboard;

/// <summary>Filters that are put together in the dialog.</summary>
[Collection(DashboardCollection.Name)]
public sealed class FilterTests(DashboardRig rig)
{
    [Fact]
    public async Task A_filter_is_made_changed_and_taken_back_by_keys_alone()
    {
        await using var reader = await rig.ReaderAsync();
        await reader.OpenAsync();
        var all = await reader.TileAsync("visitors");
        var germans = await rig.Server.CountAsync($"SELECT uniqExact(session_id) FROM v_pa_events WHERE site_id = '{rig.Site}' AND country = 'DE'");
        var keys = reader.Page.Keyboard;

        await PressAsync(reader, "#add-filter");
        await ChooseByKeysAsync(reader, "Country");
        await keys.PressAsync("Tab");
        await ChooseByKeysAsync(reader, "is not");
        await keys.PressAsync("Tab");
        await keys.TypeAsync("germany");
        await keys.PressAsync("Enter");
        await DoneAsync(reader);
        await AssertAsync(reader, ["Country is not Germany"], "filter=%21country%3ADE", KnownTraffic.Visitors - germans, "add-filter");

        await PressAsync(reader, "#filter-0");
        Assert.Equal("Germany", await reader.Page.EvaluateAsync<string>("() => document.activeElement.value"));
        await keys.PressAsync("Shift+Tab");
        await ChooseByKeysAsync(reader, "is");
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await DoneAsync(reader);
        await AssertAsync(reader, ["Country is Germany"], "filter=country%3ADE", germans, "filter-0");

        await PressAsync(reader, "#filter-0");
        await keys.PressAsync("Escape");
        Assert.Equal("filter-0", await FocusedIdAsync(reader));
        await PressAsync(reader, "#remove-0");
        await reader.ReadyAsync();
        Assert.Equal((all, 0), (await reader.TileAsync("visitors"), await reader.Page.Locator(".chip").CountAsync()));
        reader.AssertQuiet();
    }

    [Fact]
    public async Task A_part_of_a_value_filters_and_texts_that_try_to_be_more_are_suggested_as_they_are()
    {
        await using var reader = await rig.ReaderAsync();
        await reader.OpenAsync("events?filter=country:DE");
        await reader.Page.ClickAsync("#add-filter");
        await Assertions.Expect(Options(reader)).ToHaveCountAsync(await CountOfPagesAsync("AND country = 'DE'"));
        Assert.Contains(KnownTraffic.HostilePath, await SuggestedAsync(reader));

        await Field(reader, "Condition").SelectOptionAsync("contains");
        await Field(reader, "Value").FillAsync("EVIL");
        await reader.Page.Keyboard.PressAsync("Enter");
        await DoneAsync(reader);
        Assert.Equal(["Country is Germany×", "Page contains EVIL×"], await ChipsAsync(reader));

        await reader.Page.ClickAsync("#remove-0");
        await reader.ReadyAsync();
        await reader.Page.GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        await reader.ReadyAsync();
        var visitors = await rig.Server.CountAsync($"SELECT uniqExact(session_id) FROM v_pa_events WHERE site_id = '{rig.Site}' AND url_path ILIKE '%evil%'");
        await AssertAsync(reader, ["Page contains EVIL"], "filter=%7Epath%3AEVIL", visitors, focused: null);
        Assert.True(await reader.Page.EvaluateAsync<bool>("() => window.hacked === undefined && document.querySelector('main img, dialog img, main script') === null"));
        reader.AssertQuiet();
    }

    [Fact]
    public async Task Whatever_the_api_filters_by_can_be_chosen_and_has_its_suggestions()
    {
        await using var reader = await rig.ReaderAsync();
        await reader.OpenAsync("overview?compare=0");
        await reader.Page.ClickAsync("#add-filter");
        await Assertions.Expect(Options(reader)).Not.ToHaveCountAsync(0);
        var keys = await Field(reader, "Visits by").Locator("option").EvaluateAllAsync<string[]>("options => options.map(option => option.value)");
        Assert.Equal(WhereFilter.Names, keys.Order(StringComparer.Ordinal));

        foreach (var key in keys)
        {
            await Field(reader, "Visits by").SelectOptionAsync(key);
            await Assertions.Expect(Options(reader)).Not.ToHaveCountAsync(0);
        }

        reader.AssertQuiet();
    }

    [Fact]
    public async Task Other_values_of_the_key_are_suggested_and_a_part_of_a_countrys_code_is_not_asked_for()
    {
        await using var reader = await rig.ReaderAsync();
        await reader.OpenAsync("overview?filter=country:DE&filter=~referrer:.example");
        await reader.Page.ClickAsync("#filter-0");
        await Assertions.Expect(Options(reader)).Not.ToHaveCountAsync(0);
        var referred = await rig.Server.QueryAsync($"SELECT DISTINCT country FROM v_pa_events WHERE site_id = '{rig.Site}' AND referrer_domain LIKE '%.example'");
        Assert.Equal(referred.Count, (await SuggestedAsync(reader)).Length);
        Assert.Contains("Germany", await SuggestedAsync(reader));
        Assert.True(await Field(reader, "Condition").Locator("option", new() { HasText = "contains" }).IsDisabledAsync());

        await Field(reader, "Visits by").SelectOptionAsync("Page");
        Assert.Equal("", await Field(reader, "Value").InputValueAsync());
        await Field(reader, "Condition").SelectOptionAsync("contains");
        await Field(reader, "Visits by").SelectOptionAsync("Country");
        Assert.Equal("", await Field(reader, "Condition").InputValueAsync());
    }

    // The dialog closes when it knows what the value means.
    private static async Task DoneAsync(Reader reader)
    {
        await Assertions.Expect(reader.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await reader.ReadyAsync();
    }

    // As a person does: the first letters of the words.
    private static async Task ChooseByKeysAsync(Reader reader, string words)
    {
        Assert.Equal("SELECT", await reader.Page.EvaluateAsync<string>("() => document.activeElement.tagName"));
        await reader.Page.Keyboard.TypeAsync(words);
        Assert.Equal(words, await reader.Page.EvaluateAsync<string>("() => document.activeElement.selectedOptions[0].textContent"));
    }

    private static async Task PressAsync(Reader reader, string button)
    {
        await reader.Page.FocusAsync(button);
        await reader.Page.Keyboard.PressAsync("Enter");
        if (!button.StartsWith("#remove", StringComparison.Ordinal))
        {
            await Assertions.Expect(reader.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        }
    }

    private static async Task AssertAsync(Reader reader, string[] chips, string address, long visitors, string? focused)
    {
        Assert.Equal(chips.Select(chip => chip + "×"), await ChipsAsync(reader));
        Assert.EndsWith(address, reader.Page.Url, StringComparison.Ordinal);
        Assert.Equal(visitors.ToString(CultureInfo.InvariantCulture), await reader.TileAsync("visitors"));
        Assert.Equal(0, await reader.Page.GetByRole(AriaRole.Dialog).CountAsync());
        if (focused is not null)
        {
            Assert.Equal(focused, await FocusedIdAsync(reader));
        }
    }

    private static async Task<string[]> ChipsAsync(Reader reader) =>
        [.. (await reader.Page.Locator(".chip").AllInnerTextsAsync()).Select(text => text.Replace("\n", "", StringComparison.Ordinal))];

    private static Task<string> FocusedIdAsync(Reader reader) => reader.Page.EvaluateAsync<string>("() => document.activeElement.id");

    private static ILocator Field(Reader reader, string label) => reader.Page.GetByRole(AriaRole.Dialog).GetByLabel(label);

    private static ILocator Options(Reader reader) => reader.Page.Locator("dialog datalist option");

    private static Task<string[]> SuggestedAsync(Reader reader) => Options(reader).EvaluateAllAsync<string[]>("options => options.map(option => option.value)");

    private async Task<int> CountOfPagesAsync(string condition) =>
        (await rig.Server.QueryAsync($"SELECT DISTINCT url_path FROM v_pa_events WHERE site_id = '{rig.Site}' AND event_type = 1 {condition}")).Count;
}
