using System.Text.Json;

namespace Ingest.IntegrationTests.Access;

/// <summary>Links that show one site's figures to whoever has them.</summary>
public sealed class ShareTests(AdminServer admin) : IClassFixture<AdminServer>
{
    [Fact]
    public async Task A_share_reads_its_site_and_nothing_else()
    {
        var mine = await SiteAsync("Shared", new { name = "Shared", domains = new[] { "shop.example" }, settings = new { timeZone = "Europe/Berlin", ignoredAddresses = new[] { "203.0.113.7" } } });
        var other = await SiteAsync("Not shared");

        var share = await admin.AdminAsync(HttpMethod.Post, $"/api/sites/{mine}/shares", new { name = "Board" }, 201);

        var key = share.GetProperty("key").GetString()!;
        Assert.Equal(("Board", $"{admin.Server.Collect}#share={key}"), (share.GetProperty("name").GetString(), share.GetProperty("url").GetString()));
        var me = await ReadAsync("/api/me", key);
        Assert.Equal(("share: Board", false, false), (me.GetProperty("name").GetString(), me.GetProperty("isAdmin").GetBoolean(), me.GetProperty("canReadAll").GetBoolean()));
        var site = Assert.Single(me.GetProperty("sites").EnumerateArray());
        Assert.Equal(
            (mine, "Shared", "Europe/Berlin", "shop.example"),
            (site.GetProperty("id").GetGuid(), site.GetProperty("name").GetString(), site.GetProperty("timeZone").GetString(), site.GetProperty("domains")[0].GetString()));
        Assert.Equal(mine, Assert.Single((await ReadAsync("/api/sites", key)).GetProperty("items").EnumerateArray()).GetProperty("id").GetGuid());
        Assert.Equal(0, IgnoredBy(await ReadAsync($"/api/sites/{mine}", key)));
        Assert.Equal(1, IgnoredBy(await admin.AdminAsync(HttpMethod.Get, $"/api/sites/{mine}")));
        foreach (var (method, path, status) in ((HttpMethod, string, int)[])
        [
            (HttpMethod.Get, $"/api/sites/{other}", 404), (HttpMethod.Get, $"/api/sites/{mine}/shares", 403), (HttpMethod.Post, $"/api/sites/{mine}/shares", 403),
            (HttpMethod.Put, $"/api/sites/{mine}", 403), (HttpMethod.Delete, $"/api/sites/{mine}", 403), (HttpMethod.Get, "/api/keys", 403), (HttpMethod.Post, "/api/keys", 403),
            (HttpMethod.Get, "/metrics", 403), (HttpMethod.Get, "/api/links", 403), (HttpMethod.Get, "/api/settings", 403), (HttpMethod.Get, "/iceberg/v1/config", 403),
        ])
        {
            using var reply = await admin.SendAsync(method, path, method == HttpMethod.Get ? null : new { name = "Taken over", scopes = new[] { "admin" } }, key);
            Assert.True((int)reply.StatusCode == status, $"{method} {path}: {(int)reply.StatusCode}");
        }

        Assert.DoesNotContain(key, admin.Server.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(key, $"{await admin.AdminAsync(HttpMethod.Get, $"/api/sites/{mine}/shares")}{await admin.AdminAsync(HttpMethod.Get, "/api/keys")}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_share_cannot_send_as_a_server_does()
    {
        var site = await SiteAsync("Sent", new { name = "Sent", domains = new[] { "shop.example" } });
        var share = await admin.AdminAsync(HttpMethod.Post, $"/api/sites/{site}/shares", new { }, 201);
        var message = new { type = "event", payload = new { website = site, hostname = "shop.example", url = "/" } };

        using var shared = await admin.SendAsync(HttpMethod.Post, "/api/send", message, share.GetProperty("key").GetString(), ("User-Agent", Servers.Sender.Agent));
        using var sent = await admin.SendAsync(HttpMethod.Post, "/api/send", message, await admin.KeyAsync($"send:{site}"), ("User-Agent", Servers.Sender.Agent));

        Assert.Equal((403, 200), ((int)shared.StatusCode, (int)sent.StatusCode));
    }

    [Fact]
    public async Task A_revoked_share_is_refused_at_once_and_no_other_key_goes_with_it()
    {
        var site = await SiteAsync("Revoked");
        var other = await SiteAsync("Kept");
        var share = await admin.AdminAsync(HttpMethod.Post, $"/api/sites/{site}/shares", new { }, 201);
        var (id, key) = (share.GetProperty("id").GetGuid(), share.GetProperty("key").GetString()!);
        var plain = await admin.AdminAsync(HttpMethod.Post, "/api/keys", new { name = "Plain", scopes = new[] { $"read:{site}" } }, 201);
        Assert.Equal([id], await SharesAsync(site));
        Assert.Empty(await SharesAsync(other));

        await admin.AdminAsync(HttpMethod.Delete, $"/api/sites/{other}/shares/{id}", expected: 404);
        await admin.AdminAsync(HttpMethod.Delete, $"/api/sites/{site}/shares/{plain.GetProperty("id").GetGuid()}", expected: 404);
        using var before = await admin.SendAsync(HttpMethod.Get, "/api/me", key: key);
        await admin.AdminAsync(HttpMethod.Delete, $"/api/sites/{site}/shares/{id}", expected: 204);
        using var after = await admin.SendAsync(HttpMethod.Get, "/api/me", key: key);

        Assert.Equal((200, 401), ((int)before.StatusCode, (int)after.StatusCode));
        Assert.Empty(await SharesAsync(site));
        Assert.Equal([id], await SharesAsync(site, "?deleted=true"));
        await ReadAsync("/api/me", plain.GetProperty("key").GetString()!);
        await admin.AdminAsync(HttpMethod.Delete, $"/api/sites/{site}/shares/{id}", expected: 409);
    }

    [Fact]
    public async Task What_cannot_be_shared_is_refused()
    {
        var site = await SiteAsync("Asked");
        await admin.AdminAsync(HttpMethod.Post, $"/api/sites/{site}/shares", new { name = "Taken" }, 201);

        await admin.AdminAsync(HttpMethod.Post, $"/api/sites/{site}/shares", new { name = "Taken" }, 409);
        await admin.AdminAsync(HttpMethod.Post, $"/api/sites/{site}/shares", new { name = " " }, 400);
        await admin.AdminAsync(HttpMethod.Post, $"/api/sites/{site}/shares", new { scopes = new[] { "admin" } }, 400);
        await admin.AdminAsync(HttpMethod.Post, $"/api/sites/{Guid.NewGuid()}/shares", new { }, 404);
        await admin.AdminAsync(HttpMethod.Get, $"/api/sites/{Guid.NewGuid()}/shares", expected: 404);
        await admin.AdminAsync(HttpMethod.Delete, $"/api/sites/{site}", expected: 204);
        await admin.AdminAsync(HttpMethod.Post, $"/api/sites/{site}/shares", new { }, 404);
        Assert.Single(await SharesAsync(site));
    }

    private static int IgnoredBy(JsonElement site) => site.GetProperty("settings").GetProperty("ignoredAddresses").GetArrayLength();

    private async Task<Guid> SiteAsync(string name, object? body = null) =>
        (await admin.AdminAsync(HttpMethod.Post, "/api/sites", body ?? new { name }, 201)).GetProperty("id").GetGuid();

    private async Task<List<Guid>> SharesAsync(Guid site, string query = "") =>
        [.. (await admin.AdminAsync(HttpMethod.Get, $"/api/sites/{site}/shares{query}")).GetProperty("items").EnumerateArray().Select(share => share.GetProperty("id").GetGuid())];

    private async Task<JsonElement> ReadAsync(string path, string key)
    {
        using var reply = await admin.SendAsync(HttpMethod.Get, path, key: key);
        Assert.Equal((path, 200), (path, (int)reply.StatusCode));
        return JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement;
    }
}
