using Microsoft.Playwright;

namespace Ingest.IntegrationTests.Dashboard;

/// <summary>Keys and share links in the page.</summary>
[Collection(DashboardCollection.Name)]
public sealed class SignInTests(DashboardRig rig)
{
    [Fact]
    public async Task A_wrong_key_is_told_so_and_a_right_one_shows_the_view_that_was_linked()
    {
        await using var reader = await rig.ReaderAsync();
        var sender = (await rig.AdminAsync("/api/keys", new { name = "Sender", scopes = new[] { "send:*" } })).GetProperty("key").GetString()!;
        await reader.Page.GotoAsync(reader.Address($"#/{rig.Site}/hours?last=7d"));

        await TryAsync(reader, "ingest_" + new string('A', 64));
        await Assertions.Expect(reader.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("does not know this key");
        await TryAsync(reader, sender);
        await Assertions.Expect(reader.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("--scope read:*");
        await TryAsync(reader, rig.ReadKey);
        await reader.ReadyAsync();

        Assert.EndsWith("/hours?last=7d", reader.Page.Url, StringComparison.Ordinal);
        await reader.Page.ReloadAsync();
        await reader.ReadyAsync();
        await reader.Page.ClickAsync("#signout");
        await Assertions.Expect(reader.Page.GetByLabel("Key", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal("null", await reader.Page.EvaluateAsync<string>("() => String(sessionStorage.getItem('ingest-key') ?? localStorage.getItem('ingest-key'))"));
    }

    [Fact]
    public async Task A_share_link_shows_its_site_alone_and_leaves_no_key_in_the_address()
    {
        await using var reader = await rig.ReaderAsync();
        var share = await rig.AdminAsync($"/api/sites/{rig.Site}/shares", new { name = "Board" });
        var (url, key, id) = (share.GetProperty("url").GetString()!, share.GetProperty("key").GetString()!, share.GetProperty("id").GetGuid());

        await reader.Page.GotoAsync(url);
        await reader.ReadyAsync();

        Assert.DoesNotContain(key, reader.Page.Url, StringComparison.Ordinal);
        Assert.DoesNotContain(reader.Asked.Skip(1), address => address.Contains(key, StringComparison.Ordinal));
        Assert.Equal("Known", await reader.Page.Locator("#shared-name").InnerTextAsync());
        foreach (var absent in new[] { "#site", "#signout", "#share", "text=Pipeline" })
        {
            await Assertions.Expect(reader.Page.Locator(absent)).ToBeHiddenAsync();
        }

        reader.AssertQuiet();
        await rig.AdminAsync(HttpMethod.Delete, $"/api/sites/{rig.Site}/shares/{id}");
        await reader.Page.ReloadAsync();
        await Assertions.Expect(reader.Page.GetByRole(AriaRole.Heading)).ToContainTextAsync("no longer valid");
    }

    [Fact]
    public async Task A_site_that_the_key_may_not_read_is_not_shown_as_another()
    {
        await using var reader = await rig.ReaderAsync();
        await reader.Page.GotoAsync(reader.Address($"#key={rig.ReadKey}&/{Guid.NewGuid()}/overview"));

        await Assertions.Expect(reader.Page.GetByRole(AriaRole.Heading)).ToContainTextAsync("Not a site of this key");
    }

    private static async Task TryAsync(Reader reader, string key)
    {
        await reader.Page.GetByLabel("Key", new() { Exact = true }).FillAsync(key);
        await reader.Page.Keyboard.PressAsync("Enter");
    }
}
