using System.Text.Json;

namespace Ingest.IntegrationTests.Access;

public sealed class LinkApiTests(AdminServer admin) : IClassFixture<AdminServer>
{
    [Fact]
    public async Task A_link_is_made_leads_where_it_is_to_is_changed_and_deleted()
    {
        var made = await admin.AdminAsync(
            HttpMethod.Post, "/api/links", new { name = "Letter", target = "https://shop.example/sale", slug = "spring", utm = new { source = "letter" } }, 201);
        Assert.Equal($"{admin.Server.Collect}q/spring", made.GetProperty("url").GetString());
        Assert.Equal("https://shop.example/sale?utm_source=letter", await LeadsToAsync("spring"));

        var path = $"/api/links/{made.GetProperty("id").GetGuid()}";
        await admin.AdminAsync(HttpMethod.Put, path, new { name = "Letter", target = "https://shop.example/summer" });
        Assert.Equal("https://shop.example/summer", await LeadsToAsync("spring"));

        await admin.AdminAsync(HttpMethod.Delete, path, expected: 204);
        Assert.Null(await LeadsToAsync("spring"));
        await admin.AdminAsync(HttpMethod.Post, path + "/restore");
        Assert.NotNull(await LeadsToAsync("spring"));
    }

    [Fact]
    public async Task The_same_link_made_again_without_a_slug_is_the_one_that_there_is()
    {
        var body = new { name = "Twice", target = "https://shop.example/" };
        using var first = await admin.SendAsync(HttpMethod.Post, "/api/links", body, admin.AdminKey, ("Idempotency-Key", "a"));
        using var second = await admin.SendAsync(HttpMethod.Post, "/api/links", body, admin.AdminKey, ("Idempotency-Key", "a"));

        Assert.Equal((201, 200), ((int)first.StatusCode, (int)second.StatusCode));
        Assert.Equal(await SlugAsync(first), await SlugAsync(second));
    }

    [Theory]
    [InlineData("javascript:alert(1)", "a")]
    [InlineData("https://shop.example/", "a/b")]
    [InlineData("https://shop.example/", "")]
    public async Task What_no_link_may_be_is_refused(string target, string slug) =>
        await admin.AdminAsync(HttpMethod.Post, "/api/links", new { name = "Broken", target, slug }, 400);

    [Fact]
    public async Task A_pixel_is_made_and_its_address_shows_it()
    {
        var made = await admin.AdminAsync(HttpMethod.Post, "/api/pixels", new { name = "Letter" }, 201);

        using var image = await admin.Server.Http.GetAsync(made.GetProperty("url").GetString());

        Assert.Equal((200, "image/gif"), ((int)image.StatusCode, image.Content.Headers.ContentType!.MediaType));
    }

    private async Task<string?> LeadsToAsync(string slug)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = admin.Server.Collect };
        using var reply = await http.GetAsync($"/q/{slug}");
        return reply.Headers.Location?.AbsoluteUri;
    }

    private static async Task<string> SlugAsync(HttpResponseMessage reply) =>
        JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement.GetProperty("slug").GetString()!;
}
