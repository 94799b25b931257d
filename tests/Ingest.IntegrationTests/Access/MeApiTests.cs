using System.Text.Json;

namespace Ingest.IntegrationTests.Access;

/// <summary>What a key is told of itself.</summary>
public sealed class MeApiTests(AdminServer admin) : IClassFixture<AdminServer>
{
    [Fact]
    public async Task Each_key_is_told_the_sites_in_force_that_it_may_read()
    {
        var first = await SiteAsync("First");
        var second = await SiteAsync("Second");
        var gone = await SiteAsync("Gone");
        await admin.AdminAsync(HttpMethod.Delete, $"/api/sites/{gone}", expected: 204);

        var everything = await ReadAsync(admin.AdminKey);
        var all = await ReadAsync(await admin.KeyAsync("read:*"));
        var some = await ReadAsync(await admin.KeyAsync($"read:{second}", $"send:{first}", $"read:{gone}"));

        Assert.Equal((true, true), (everything.GetProperty("isAdmin").GetBoolean(), everything.GetProperty("canReadAll").GetBoolean()));
        Assert.Equal((false, true), (all.GetProperty("isAdmin").GetBoolean(), all.GetProperty("canReadAll").GetBoolean()));
        Assert.Equal(SitesOf(everything), SitesOf(all));
        Assert.Equal([first, second], SitesOf(all).Where(site => site == first || site == second));
        Assert.DoesNotContain(gone, SitesOf(all));
        Assert.Equal([second], SitesOf(some));
        Assert.Equal("UTC", some.GetProperty("sites")[0].GetProperty("timeZone").GetString());
    }

    private static List<Guid> SitesOf(JsonElement me) => [.. me.GetProperty("sites").EnumerateArray().Select(site => site.GetProperty("id").GetGuid())];

    private async Task<Guid> SiteAsync(string name) =>
        (await admin.AdminAsync(HttpMethod.Post, "/api/sites", new { name }, 201)).GetProperty("id").GetGuid();

    private async Task<JsonElement> ReadAsync(string key)
    {
        using var reply = await admin.SendAsync(HttpMethod.Get, "/api/me", key: key);
        Assert.Equal((200, "no-store"), ((int)reply.StatusCode, $"{reply.Headers.CacheControl}"));
        return JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement;
    }
}
