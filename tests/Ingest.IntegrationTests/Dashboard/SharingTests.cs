using Ingest.IntegrationTests.Servers;
using Microsoft.Playwright;

namespace Ingest.IntegrationTests.Dashboard;

/// <summary>The dialog that hands out links to a site.</summary>
[Collection(DashboardCollection.Name)]
public sealed class SharingTests(DashboardRig rig)
{
    [Fact]
    public async Task An_admin_key_makes_a_link_copies_it_and_revokes_it_for_good()
    {
        await using var reader = await rig.ReaderAsync();
        await reader.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        var dialog = await OpenAsync(reader, rig.Server.FirstKey);
        await Assertions.Expect(dialog).ToContainTextAsync("There is no link to this site.");

        await dialog.GetByLabel("For whom").FillAsync(KnownTraffic.Hostile);
        await reader.Page.Keyboard.PressAsync("Enter");
        var copy = dialog.GetByRole(AriaRole.Button, new() { Name = "Copy the link" });
        await Assertions.Expect(copy).ToBeFocusedAsync();
        await reader.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(dialog.GetByText("Copied", new() { Exact = true })).ToBeVisibleAsync();
        var link = await reader.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
        Assert.StartsWith(reader.Address("#share=ingest_"), link, StringComparison.Ordinal);
        Assert.Equal(link, await dialog.Locator("pre").InnerTextAsync());
        await Assertions.Expect(dialog.Locator(".shares li")).ToContainTextAsync([KnownTraffic.Hostile]);

        await using var guest = await rig.ReaderAsync();
        await guest.Page.GotoAsync(link);
        await guest.ReadyAsync();
        Assert.Equal("Empty", await guest.Page.Locator("#shared-name").InnerTextAsync());
        await Assertions.Expect(guest.Page.Locator("#share")).ToBeHiddenAsync();

        var revoke = dialog.Locator(".shares button");
        await revoke.ClickAsync();
        await dialog.GetByLabel("For whom").FocusAsync();
        await Assertions.Expect(revoke).ToHaveTextAsync($"Revoke the link {KnownTraffic.Hostile}");
        await revoke.ClickAsync();
        await Assertions.Expect(revoke).ToHaveTextAsync($"Revoke for good the link {KnownTraffic.Hostile}");
        await revoke.ClickAsync();
        await Assertions.Expect(dialog).ToContainTextAsync("There is no link to this site.");
        Assert.Equal(0, await dialog.Locator("pre").CountAsync());
        await guest.Page.ReloadAsync();
        await Assertions.Expect(guest.Page.GetByRole(AriaRole.Heading)).ToContainTextAsync("no longer valid");

        await reader.Page.Keyboard.PressAsync("Escape");
        Assert.Equal("share", await reader.Page.EvaluateAsync<string>("() => document.activeElement.id"));
        reader.AssertQuiet();
    }

    [Fact]
    public async Task What_the_server_refuses_is_named_and_a_link_without_a_name_has_that_of_the_site()
    {
        await using var reader = await rig.ReaderAsync();
        var dialog = await OpenAsync(reader, rig.Server.FirstKey);
        var make = dialog.GetByRole(AriaRole.Button, new() { Name = "Make a link" });
        await make.ClickAsync();
        await Assertions.Expect(dialog.Locator(".shares li")).ToContainTextAsync(["Empty"]);
        await dialog.GetByLabel("For whom").FillAsync("Empty");
        await make.ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("share: Empty");
        await Assertions.Expect(make).ToBeEnabledAsync();

        var revoke = dialog.Locator(".shares button");
        await revoke.DblClickAsync();
        await Assertions.Expect(revoke).ToHaveTextAsync("Revoke for good the link Empty");
        await revoke.ClickAsync();
        await Assertions.Expect(dialog).ToContainTextAsync("There is no link to this site.");
    }

    [Fact]
    public async Task A_key_that_only_reads_is_told_the_command_and_the_command_makes_a_link()
    {
        await using var reader = await rig.ReaderAsync();
        var dialog = await OpenAsync(reader, rig.ReadKey);

        var command = await dialog.Locator("pre").InnerTextAsync();

        Assert.Equal($"ingest site share {rig.EmptySite}", command);
        Assert.Equal(0, await dialog.Locator("form").CountAsync());
        Assert.DoesNotContain(reader.Asked, address => address.EndsWith("/shares", StringComparison.Ordinal));
        var (exitCode, output, errors) = await IngestCommand.RunAsync([.. command.Split(' ').Skip(1), "--data", rig.Server.DataPath]);
        Assert.True(exitCode == 0, errors);
        await using var guest = await rig.ReaderAsync();
        await guest.Page.GotoAsync(output.Trim());
        await guest.ReadyAsync();
        Assert.Equal("Empty", await guest.Page.Locator("#shared-name").InnerTextAsync());
        await RevokeAllAsync();
        reader.AssertQuiet();
    }

    [Fact]
    public async Task Where_a_page_may_not_copy_the_text_is_selected_also_by_a_mouse_that_ends_beside_the_dialog()
    {
        await using var reader = await rig.ReaderAsync();
        await reader.Page.AddInitScriptAsync("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
        var dialog = await OpenAsync(reader, rig.ReadKey);

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Copy the command" }).ClickAsync();
        await Assertions.Expect(dialog).ToContainTextAsync("The text is selected.");
        Assert.Equal($"ingest site share {rig.EmptySite}", await reader.Page.EvaluateAsync<string>("() => getSelection().toString().trim()"));

        var place = (await dialog.Locator("pre").BoundingBoxAsync())!;
        await reader.Page.Mouse.MoveAsync(place.X + 5, place.Y + (place.Height / 2));
        await reader.Page.Mouse.DownAsync();
        await reader.Page.Mouse.MoveAsync(place.X + place.Width + 200, place.Y + (place.Height / 2));
        await reader.Page.Mouse.UpAsync();
        await Assertions.Expect(dialog).ToBeVisibleAsync();
        await reader.Page.Mouse.ClickAsync(place.X + place.Width + 200, place.Y);
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
    }

    private async Task<ILocator> OpenAsync(Reader reader, string key)
    {
        await RevokeAllAsync();
        await reader.OpenAsync(site: rig.EmptySite, key: key);
        await reader.Page.ClickAsync("#share");
        var dialog = reader.Page.GetByRole(AriaRole.Dialog, new() { Name = "Share" });
        await Assertions.Expect(dialog).ToBeVisibleAsync();
        await Assertions.Expect(dialog.Locator("[aria-busy=true]")).ToHaveCountAsync(0);
        return dialog;
    }

    // What another test has left.
    private async Task RevokeAllAsync()
    {
        foreach (var share in (await rig.AdminAsync(HttpMethod.Get, $"/api/sites/{rig.EmptySite}/shares")).GetProperty("items").EnumerateArray())
        {
            await rig.AdminAsync(HttpMethod.Delete, $"/api/sites/{rig.EmptySite}/shares/{share.GetProperty("id").GetGuid()}");
        }
    }
}
