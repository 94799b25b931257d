using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ingest.IntegrationTests.Access;

/// <summary>Every route that the server describes, with every kind of key.</summary>
public sealed partial class AccessMatrixTests(AdminServer admin) : IClassFixture<AdminServer>
{
    private const string Open = "open";
    private const string Reader = "reader";
    private const string ReaderOfAll = "reader of all";
    private const string Admin = "admin";

    // A route that is not here fails the test: whoever adds one says who may ask it.
    private static readonly Dictionary<string, string> Expected = new()
    {
        ["GET /"] = Open,
        ["HEAD /"] = Open,
        ["GET /dashboard/{file}"] = Open,
        ["HEAD /dashboard/{file}"] = Open,
        ["POST /api/send"] = Open,
        ["POST /send"] = Open,
        ["POST /api/batch"] = Open,
        ["POST /batch"] = Open,
        ["GET /api/heartbeat"] = Open,
        ["GET /health/live"] = Open,
        ["GET /health/ready"] = Open,
        ["GET /metrics"] = ReaderOfAll,
        ["GET /api/sites"] = Reader,
        ["GET /api/sites/{id}"] = Reader,
        ["POST /api/sites"] = Admin,
        ["PUT /api/sites/{id}"] = Admin,
        ["DELETE /api/sites/{id}"] = Admin,
        ["POST /api/sites/{id}/restore"] = Admin,
        ["GET /api/sites/{id}/shares"] = Admin,
        ["POST /api/sites/{id}/shares"] = Admin,
        ["DELETE /api/sites/{id}/shares/{shareId}"] = Admin,
        ["GET /api/me"] = Reader,
        ["GET /api/views"] = Reader,
        ["GET /api/sites/{id}/query/{view}"] = Reader,
        ["GET /script.js"] = Open,
        ["HEAD /script.js"] = Open,
        ["GET /q/{slug}"] = Open,
        ["HEAD /q/{slug}"] = Open,
        ["GET /p/{slug}"] = Open,
        ["HEAD /p/{slug}"] = Open,
        ["GET /api/links"] = ReaderOfAll,
        ["GET /api/links/{id}"] = ReaderOfAll,
        ["POST /api/links"] = Admin,
        ["PUT /api/links/{id}"] = Admin,
        ["DELETE /api/links/{id}"] = Admin,
        ["POST /api/links/{id}/restore"] = Admin,
        ["GET /api/pixels"] = ReaderOfAll,
        ["GET /api/pixels/{id}"] = ReaderOfAll,
        ["POST /api/pixels"] = Admin,
        ["PUT /api/pixels/{id}"] = Admin,
        ["DELETE /api/pixels/{id}"] = Admin,
        ["POST /api/pixels/{id}/restore"] = Admin,
        ["GET /api/settings"] = Admin,
        ["PUT /api/settings"] = Admin,
        ["POST /api/flush"] = Admin,
        ["GET /iceberg/v1/config"] = ReaderOfAll,
        ["GET /iceberg/v1/namespaces"] = ReaderOfAll,
        ["GET /iceberg/v1/namespaces/{namespace}"] = ReaderOfAll,
        ["HEAD /iceberg/v1/namespaces/{namespace}"] = ReaderOfAll,
        ["GET /iceberg/v1/namespaces/{namespace}/tables"] = ReaderOfAll,
        ["GET /iceberg/v1/namespaces/{namespace}/tables/{table}"] = ReaderOfAll,
        ["HEAD /iceberg/v1/namespaces/{namespace}/tables/{table}"] = ReaderOfAll,
        ["GET /api/keys"] = Admin,
        ["POST /api/keys"] = Admin,
        ["DELETE /api/keys/{id}"] = Admin,
    };

    // Umami's, which are all for readers.
    private static readonly string[] UmamiRoutes =
    [
        "GET /api/websites",
        "GET /api/realtime/{websiteId}",
        .. ((string[])
        [
            "", "/active", "/daterange", "/stats", "/pageviews", "/metrics", "/metrics/expanded", "/events", "/events/series",
            "/events/stats", "/sessions", "/sessions/stats", "/sessions/weekly", "/sessions/{sessionId}", "/sessions/{sessionId}/activity", "/sessions/{sessionId}/properties", "/event-data/{eventId}",
            "/event-data/events", "/event-data/fields", "/event-data/properties", "/event-data/stats", "/event-data/values", "/session-data/properties", "/session-data/values",
        ]).Select(path => "GET /api/websites/{websiteId}" + path),
    ];

    [Fact]
    public async Task Every_route_answers_those_alone_who_may_ask_it()
    {
        var site = (await admin.AdminAsync(HttpMethod.Get, "/api/sites")).GetProperty("items")[0].GetProperty("id").GetGuid();
        var keys = new Dictionary<string, string?>
        {
            ["none"] = null,
            ["wrong"] = "ingest_" + new string('A', 64),
            ["send"] = await admin.KeyAsync("send:*"),
            ["read a site"] = await admin.KeyAsync($"read:{site}"),
            ["read all"] = await admin.KeyAsync("read:*"),
            ["admin"] = admin.AdminKey,
        };
        var routes = await RoutesAsync();
        Assert.Equal(Expected.Keys.Concat(UmamiRoutes).Order(), routes.Order());

        foreach (var route in routes)
        {
            foreach (var (kind, key) in keys)
            {
                using var reply = await AskAsync(route, key);
                Assert.True(
                    IsRefused(reply) != MayAsk(route, kind), $"{route} with the key '{kind}': {(int)reply.StatusCode}");
                if (IsRefused(reply) && NeedOf(route) != Open)
                {
                    Assert.Equal("application/problem+json", reply.Content.Headers.ContentType!.MediaType);
                    Assert.Equal(kind is "none" or "wrong" ? 401 : 403, (int)reply.StatusCode);
                    Assert.Equal(kind is "none" or "wrong", reply.Headers.WwwAuthenticate.Count == 1);
                }

                Assert.Equal(route.Split(' ')[1] is "/api/send" or "/send" or "/api/batch" or "/batch" or "/api/heartbeat" or "/script.js", reply.Headers.Contains("Access-Control-Allow-Origin"));
            }
        }
    }

    [Fact]
    public async Task A_reader_of_one_site_sees_that_alone()
    {
        var mine = (await admin.AdminAsync(HttpMethod.Post, "/api/sites", new { name = "Mine" }, 201)).GetProperty("id").GetGuid();
        var other = (await admin.AdminAsync(HttpMethod.Post, "/api/sites", new { name = "Other" }, 201)).GetProperty("id").GetGuid();
        var key = await admin.KeyAsync($"read:{mine}");

        using var list = await admin.SendAsync(HttpMethod.Get, "/api/sites?deleted=true", key: key);
        using var seen = await admin.SendAsync(HttpMethod.Get, $"/api/sites/{mine}", key: key);
        using var hidden = await admin.SendAsync(HttpMethod.Get, $"/api/sites/{other}", key: key);

        var items = JsonDocument.Parse(await list.Content.ReadAsStringAsync()).RootElement.GetProperty("items");
        Assert.Equal(mine, Assert.Single(items.EnumerateArray()).GetProperty("id").GetGuid());
        Assert.Equal((200, 404), ((int)seen.StatusCode, (int)hidden.StatusCode));
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once_and_its_text_is_shown_once()
    {
        var made = await admin.AdminAsync(HttpMethod.Post, "/api/keys", new { name = "Short", scopes = new[] { "admin" } }, 201);
        var (id, key) = (made.GetProperty("id").GetGuid(), made.GetProperty("key").GetString()!);
        using var before = await admin.SendAsync(HttpMethod.Get, "/api/keys", key: key);

        await admin.AdminAsync(HttpMethod.Delete, $"/api/keys/{id}", expected: 204);

        using var after = await admin.SendAsync(HttpMethod.Get, "/api/keys", key: key);
        Assert.Equal((200, 401), ((int)before.StatusCode, (int)after.StatusCode));
        Assert.DoesNotContain(key, await before.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(key, admin.Server.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Basic YWRtaW46YWRtaW4=")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer a b")]
    [InlineData("KEY")]
    public async Task Another_kind_of_authorization_is_no_key(string authorization)
    {
        using var reply = await admin.SendAsync(HttpMethod.Get, "/api/keys", null, null, ("Authorization", authorization.Replace("KEY", admin.AdminKey, StringComparison.Ordinal)));

        Assert.Equal(401, (int)reply.StatusCode);
    }

    [Fact]
    public async Task Pages_of_other_origins_cannot_ask()
    {
        using var preflight = await admin.SendAsync(
            HttpMethod.Options, "/api/sites", null, null, ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "authorization"));

        Assert.DoesNotContain(preflight.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    private static string NeedOf(string route) => UmamiRoutes.Contains(route) ? Reader : Expected[route];

    private static bool IsRefused(HttpResponseMessage reply) => (int)reply.StatusCode is 401 or 403;

    // Events that come with a key which is none are not taken for those of nobody.
    private static bool MayAsk(string route, string kind) => NeedOf(route) switch
    {
        Open => kind != "wrong" || !route.StartsWith("POST", StringComparison.Ordinal),
        Reader => kind is "admin" or "read all" or "read a site",
        ReaderOfAll => kind is "admin" or "read all",
        _ => kind is "admin",
    };

    private Task<HttpResponseMessage> AskAsync(string route, string? key)
    {
        var (method, path) = (route.Split(' ')[0], RouteId().Replace(route.Split(' ')[1], $"{Guid.NewGuid()}"));
        path = path.Replace("{slug}", "none", StringComparison.Ordinal).Replace("{view}", "pages", StringComparison.Ordinal);
        return admin.SendAsync(new HttpMethod(method), path, method is "POST" or "PUT" ? new { } : null, key);
    }

    private async Task<List<string>> RoutesAsync()
    {
        var document = JsonDocument.Parse(await admin.Server.Http.GetStringAsync("/openapi/v1.json")).RootElement;
        return [.. from path in document.GetProperty("paths").EnumerateObject() from method in path.Value.EnumerateObject() select $"{method.Name.ToUpperInvariant()} {path.Name}"];
    }

    // {id}, {shareId}, {websiteId}: no test makes what they name.
    [GeneratedRegex(@"\{\w*[iI]d\}")]
    private static partial Regex RouteId();
}
