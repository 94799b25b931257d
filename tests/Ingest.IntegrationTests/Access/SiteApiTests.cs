using System.Text.Json;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Access;

public sealed class SiteApiTests(AdminServer admin) : IClassFixture<AdminServer>
{
    [Fact]
    public async Task A_site_is_made_takes_events_is_changed_deleted_and_restored()
    {
        var made = await admin.AdminAsync(HttpMethod.Post, "/api/sites", new { name = "Shop", domains = new[] { "Shop.example" }, settings = new { bots = "keep", timeZone = "Europe/Berlin" } }, 201);
        var id = made.GetProperty("id").GetGuid();
        var path = $"/api/sites/{id}";
        Assert.Equal($"<script defer src=\"{admin.Server.Collect}script.js\" data-website-id=\"{id}\"></script>", made.GetProperty("snippet").GetString());
        Assert.Equal(("shop.example", "keep"), (made.GetProperty("domains")[0].GetString(), made.GetProperty("settings").GetProperty("bots").GetString()));
        Assert.Equal("Europe/Berlin", made.GetProperty("settings").GetProperty("timeZone").GetString());
        await AssertTakesAsync(id, 403);

        var changed = await admin.AdminAsync(HttpMethod.Put, path, new { name = "Store" });
        Assert.Equal(("Store", 0), (changed.GetProperty("name").GetString(), changed.GetProperty("domains").GetArrayLength()));
        Assert.Equal(JsonValueKind.Null, changed.GetProperty("settings").GetProperty("bots").ValueKind);
        Assert.Equal("UTC", changed.GetProperty("settings").GetProperty("timeZone").GetString());

        await AssertTakesAsync(id, 200);
        await admin.AdminAsync(HttpMethod.Delete, path, expected: 204);
        await AssertTakesAsync(id, 400);
        Assert.NotEqual(JsonValueKind.Null, (await admin.AdminAsync(HttpMethod.Get, path)).GetProperty("deletedAt").ValueKind);
        await admin.AdminAsync(HttpMethod.Delete, path, expected: 409);

        await admin.AdminAsync(HttpMethod.Post, path + "/restore");
        await AssertTakesAsync(id, 200);
        Assert.Contains($"The site {id} was changed by the key first", admin.Server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_what_another_has_changed_is_refused()
    {
        var id = (await admin.AdminAsync(HttpMethod.Post, "/api/sites", new { name = "Raced" }, 201)).GetProperty("id").GetGuid();
        var path = $"/api/sites/{id}";
        using var read = await admin.SendAsync(HttpMethod.Get, path, key: admin.AdminKey);
        var tag = read.Headers.ETag!.ToString();

        using var first = await admin.SendAsync(HttpMethod.Put, path, new { name = "First" }, admin.AdminKey, ("If-Match", tag));
        using var second = await admin.SendAsync(HttpMethod.Put, path, new { name = "Second" }, admin.AdminKey, ("If-Match", tag));
        using var deleted = await admin.SendAsync(HttpMethod.Delete, path, null, admin.AdminKey, ("If-Match", tag));

        Assert.Equal((200, 412, 412), ((int)first.StatusCode, (int)second.StatusCode, (int)deleted.StatusCode));
        Assert.Equal("First", (await admin.AdminAsync(HttpMethod.Get, path)).GetProperty("name").GetString());
        using var known = await admin.SendAsync(HttpMethod.Get, path, null, admin.AdminKey, ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal(304, (int)known.StatusCode);
        using var again = await admin.SendAsync(HttpMethod.Put, path, new { name = "Second" }, admin.AdminKey, ("If-Match", first.Headers.ETag!.ToString()));
        Assert.Equal(200, (int)again.StatusCode);
    }

    [Fact]
    public async Task The_same_made_again_is_one_site_and_another_of_its_id_is_refused()
    {
        var body = new { name = "Once", domains = new[] { "b.example", "a.example" } };
        var replies = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => admin.SendAsync(HttpMethod.Post, "/api/sites", body, admin.AdminKey, ("Idempotency-Key", "order 7"))));

        Assert.Equal([200, 200, 200, 200, 201], replies.Select(reply => (int)reply.StatusCode).Order());
        var ids = await Task.WhenAll(replies.Select(async reply => JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetGuid()));
        var id = Assert.Single(ids.Distinct());
        await admin.AdminAsync(HttpMethod.Post, "/api/sites", new { name = "Once", body.domains, id });
        await admin.AdminAsync(HttpMethod.Post, "/api/sites", new { name = "Other", body.domains, id }, 409);
        await admin.AdminAsync(HttpMethod.Post, "/api/sites", new { name = "once" }, 409);
    }

    [Theory]
    [InlineData("""{"name": ""}""", 400, "name is empty")]
    [InlineData("""{}""", 400, "name")]
    [InlineData("""{"name": "a", "colour": 1}""", 400, "colour")]
    [InlineData("""{"name": "a", "domains": ["https://a.example"]}""", 400, "Give the host alone")]
    [InlineData("""{"name": "a", "settings": {"bots": "sometimes"}}""", 400, "$.settings.bots")]
    [InlineData("""{"name": "a", "settings": {"bots": 1}}""", 400, "$.settings.bots")]
    [InlineData("""{"name": "a", "settings": {"timeZone": "Berlin"}}""", 400, "its time zone is \"Berlin\"")]
    [InlineData("""{"name": "a", "settings": {"timeZone": null}}""", 400, "timeZone")]
    [InlineData("""{"name": "a", "id": "00000000-0000-0000-0000-000000000000"}""", 400, "no UUID of RFC 9562")]
    [InlineData("""{"name": "a\u0000b"}""", 400, "control characters")]
    [InlineData("""[""", 400, "not as it has to be")]
    [InlineData("""null""", 400, "null")]
    public async Task A_broken_body_is_answered_with_what_is_wrong(string body, int status, string detail)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/sites") { Content = new StringContent(body, null, "application/json") };
        request.Headers.Authorization = new("Bearer", admin.AdminKey);

        using var reply = await admin.Server.Http.SendAsync(request);

        Assert.Equal((status, "application/problem+json"), ((int)reply.StatusCode, reply.Content.Headers.ContentType!.MediaType));
        var problem = JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_too_long_or_no_json_is_refused()
    {
        using var tooLong = await admin.SendAsync(HttpMethod.Post, "/api/sites", new { name = new string('a', 300_000) }, admin.AdminKey);
        using var text = new HttpRequestMessage(HttpMethod.Post, "/api/sites") { Content = new StringContent("name=a") };
        text.Headers.Authorization = new("Bearer", admin.AdminKey);
        using var noJson = await admin.Server.Http.SendAsync(text);

        Assert.Equal((413, 415), ((int)tooLong.StatusCode, (int)noJson.StatusCode));
    }

    [Fact]
    public async Task A_list_comes_in_pages()
    {
        for (var i = 0; i < 5; i++)
        {
            await admin.AdminAsync(HttpMethod.Post, "/api/sites", new { name = $"Page {i}" }, 201);
        }

        var names = new List<string>();
        var next = "";
        for (var page = 0; page < 100 && next is not null; page++)
        {
            var list = await admin.AdminAsync(HttpMethod.Get, $"/api/sites?limit=2{(next.Length > 0 ? $"&after={next}" : "")}");
            Assert.InRange(list.GetProperty("items").GetArrayLength(), 1, 2);
            names.AddRange(list.GetProperty("items").EnumerateArray().Select(site => site.GetProperty("name").GetString()!));
            next = list.GetProperty("next").GetString();
        }

        Assert.Null(next);
        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(["Page 0", "Page 1", "Page 2", "Page 3", "Page 4"], names.Where(name => name.StartsWith("Page", StringComparison.Ordinal)));
        await admin.AdminAsync(HttpMethod.Get, "/api/sites?limit=0", expected: 400);
    }

    private async Task AssertTakesAsync(Guid site, int status)
    {
        using var reply = await Sender.SendAsync(admin.Server, site, "Api");
        Assert.Equal(status, (int)reply.StatusCode);
    }
}
