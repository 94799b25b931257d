using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Access;

/// <summary>Settings are changed by the API of the real server, and it says who did it.</summary>
public sealed class SettingsApiTests(AdminServer admin) : IClassFixture<AdminServer>
{
    [Fact]
    public async Task A_limit_that_is_set_holds_at_once_and_the_log_says_who_set_it()
    {
        var site = (await admin.AdminAsync(HttpMethod.Get, "/api/sites")).GetProperty("items")[0].GetProperty("id").GetGuid();
        using var before = await SendAsync(site);

        await admin.AdminAsync(HttpMethod.Put, "/api/settings", new { RateLimits = new { AddressPerSecond = 0.001, AddressBurst = 1 } });
        using var first = await SendAsync(site);
        using var over = await SendAsync(site);
        await admin.AdminAsync(HttpMethod.Put, "/api/settings", new { RateLimits = new { AddressPerSecond = (double?)null, AddressBurst = (double?)null } });
        using var after = await SendAsync(site);

        Assert.Equal((200, 429, 200), ((int)before.StatusCode, (int)over.StatusCode, (int)after.StatusCode));
        Assert.Contains("Setting RateLimits:AddressBurst is 1 from now on, was 5000; changed by first", admin.Server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_breaks_a_rule_changes_nothing()
    {
        var problem = await admin.AdminAsync(HttpMethod.Put, "/api/settings", new { Batching = new { RowsMax = 0 }, RateLimits = new { SiteBurst = 0 } }, 400);

        Assert.Equal(2, problem.GetProperty("faults").GetArrayLength());
    }

    private Task<HttpResponseMessage> SendAsync(Guid site)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/send")
        {
            Content = new StringContent($$$"""{"type":"event","payload":{"website":"{{{site}}}","url":"/"}}"""),
        };
        request.Headers.TryAddWithoutValidation("User-Agent", Sender.Agent);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.50");
        return admin.Server.Http.SendAsync(request);
    }
}
