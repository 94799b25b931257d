using System.Net;
using Ingest.IntegrationTests.Hostile;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Links;

/// <summary>Links and pixels by the real commands, beside a real server and engine.</summary>
public sealed class LinkTests
{
    private const string Clicks = """
        SELECT count() FROM v_pa_events AS e INNER JOIN (SELECT id FROM metadata_link FINAL WHERE slug = 'spring') AS l ON l.id = e.site_id
        WHERE e.event_type = 3 AND e.url_path = '/q/spring'
        """;

    [Fact]
    public async Task A_link_is_followed_edited_deleted_and_restored_while_the_server_runs()
    {
        using var folder = new TemporaryFolder();
        await using var server = await IngestServer.StartAsync(folder);
        using var http = NewClient();
        var url = (await RunAsync(folder, 0, "link", "add", "--name", "Letter", "--target", "https://shop.example/sale#top", "--slug", "spring", "--utm-source", "mail & post")).Trim();
        Assert.Equal(new Uri(server.Collect, "/q/spring").ToString(), url);

        await LeadsToAsync(http, url, "https://shop.example/sale?utm_source=mail%20%26%20post#top");
        Assert.Contains("Letter", await RunAsync(folder, 0, "link", "list"), StringComparison.Ordinal);
        await RunAsync(folder, 0, "link", "edit", "spring", "--target", "https://shop.example/summer", "--utm-source", "", "--utm-medium", "email");
        await LeadsToAsync(http, url, "https://shop.example/summer?utm_medium=email");
        Assert.Contains("https://shop.example/summer?utm_medium=email", await RunAsync(folder, 0, "link", "show", "letter"), StringComparison.Ordinal);
        await RunAsync(folder, 0, "link", "delete", "spring");
        await AnswersAsync(http, url, HttpStatusCode.NotFound);
        Assert.DoesNotContain("Letter", await RunAsync(folder, 0, "link", "list"), StringComparison.Ordinal);
        Assert.Contains("Letter", await RunAsync(folder, 0, "link", "list", "--all"), StringComparison.Ordinal);
        await Poll.UntilAsync(
            async () => await server.CountAsync("SELECT count() FROM metadata_link FINAL WHERE slug = 'spring' AND utm_medium = 'email' AND is_deleted = 1 AND deleted_at > created_at - 1") == 1,
            "the deletion in metadata_link");
        await RunAsync(folder, 0, "link", "restore", "spring");
        await LeadsToAsync(http, url, "https://shop.example/summer?utm_medium=email");
    }

    [Fact]
    public async Task Each_click_is_one_event_that_its_link_can_be_joined_to_and_survives_a_kill()
    {
        using var folder = new TemporaryFolder();
        await RunAsync(folder, 0, "link", "add", "--name", "Letter", "--target", "https://shop.example/", "--slug", "spring");
        await RunAsync(folder, 0, "pixel", "add", "--name", "Opened", "--slug", "opened");
        await using (var server = await IngestServer.StartAsync(folder))
        {
            using var http = NewClient();
            for (var i = 0; i < 10; i++)
            {
                await AskAsync(http, server, HttpMethod.Get, "/q/spring", HttpStatusCode.TemporaryRedirect);
                await AskAsync(http, server, HttpMethod.Head, "/q/spring", HttpStatusCode.TemporaryRedirect);
                await AskAsync(http, server, HttpMethod.Get, "/p/opened", HttpStatusCode.OK);
                await AskAsync(http, server, HttpMethod.Head, "/p/opened", HttpStatusCode.OK);
            }

            await AskAsync(http, server, HttpMethod.Get, "/q/spring", HttpStatusCode.TemporaryRedirect, agent: "curl/8.4.0");
            await AskAsync(http, server, HttpMethod.Get, "/q/unknown", HttpStatusCode.NotFound);
            await server.KillAsync();
        }

        await using var again = await IngestServer.StartAsync(folder);
        await Poll.UntilAsync(async () => await again.CountAsync(Clicks) == 10, "ten clicks");
        await Poll.UntilAsync(
            async () => await again.CountAsync("SELECT count() FROM v_pa_events WHERE event_type = 4 AND site_id IN (SELECT id FROM metadata_pixel FINAL WHERE slug = 'opened')") == 10,
            "ten openings");
        Assert.Equal(20, await again.CountAsync("SELECT count() FROM v_pa_events"));
        Assert.Equal(2, await again.CountAsync("SELECT uniqExact(session_id) FROM v_pa_events WHERE hostname = '127.0.0.1'"));
    }

    [Fact]
    public async Task Nothing_of_a_request_comes_into_the_location()
    {
        using var folder = new TemporaryFolder();
        await RunAsync(folder, 0, "link", "add", "--name", "Letter", "--target", "https://shop.example/", "--slug", "spring");
        await using var server = await IngestServer.StartAsync(folder);
        foreach (var (target, status) in ((string, int)[])
        [
            ("/q/spring?url=https://other.example/&%0d%0aLocation:%20x", 307),
            ("/q/spring%0d%0aLocation:%20https:%2f%2fother.example", 404),
            ("/q/%2f%2fother.example", 404),
            ("/q//other.example", 404),
            ("/q/spring%00", 404),
            ("/q/%c0%af", 404),
            ("/q/..%2fspring", 404),
            ("http://other.example/q/spring", 307),
        ])
        {
            using var client = await RawClient.ConnectAsync(server.Collect);
            await client.SendAsync($"GET {target} HTTP/1.1\r\nHost: other.example\r\nX-Forwarded-Host: other.example\r\nUser-Agent: {Sender.Agent}\r\n\r\n");
            var (answered, head, _) = await client.ReplyAsync(TestContext.Current.CancellationToken);
            Assert.True(answered is 400 || answered == status, $"{target}: {head}");
            Assert.DoesNotContain("other.example", head, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(answered == 307 ? 1 : 0, head.Split("\r\n").Count(line => line == "Location: https://shop.example/"));
        }
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_with_the_remedy()
    {
        using var folder = new TemporaryFolder();
        Assert.Matches("^/q/[2-9a-z]{7}$", (await RunAsync(folder, 0, "link", "add", "--name", "Made", "--target", "https://shop.example/")).Trim());
        Assert.Equal(
            "https://go.example/p/opened", (await RunAsync(folder, 0, "pixel", "add", "--name", "Opened", "--slug", "opened", "--base", "https://go.example/")).Trim());
        await RefusedAsync("give it as https://go.example.com", "pixel", "add", "--name", "Again", "--base", "go.example");
        await RefusedAsync("no absolute URL", "link", "add", "--name", "Bad", "--target", "javascript:alert(1)");
        await RefusedAsync("the slug \"opened\" is that of the pixel \"Opened\"", "pixel", "add", "--name", "Again", "--slug", "opened");
        await RefusedAsync("--target", "link", "edit", "Made");
        await RefusedAsync("ingest link list --all", "link", "delete", "nothing");
        await RefusedAsync("ingest pixel list --all", "pixel", "restore", "opened");
        Assert.Contains("ingest link add --name", await RunAsync(folder, 0, "link", "add", "--help"), StringComparison.Ordinal);

        async Task RefusedAsync(string expected, params string[] arguments) =>
            Assert.Contains(expected, await RunAsync(folder, 1, arguments), StringComparison.Ordinal);
    }

    private static HttpClient NewClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(30) };

    private static async Task<string> RunAsync(string folder, int expected, params string[] arguments)
    {
        var (exitCode, output, errors) = await IngestCommand.RunAsync([.. arguments, "--data", folder]);
        Assert.True(exitCode == expected, $"{string.Join(' ', arguments)}: {exitCode} {output} {errors}");
        return output + errors;
    }

    private static Task LeadsToAsync(HttpClient http, string url, string expected) => Poll.ForAsync(
        async () =>
        {
            using var reply = await http.GetAsync(url);
            return reply.Headers.NonValidated.TryGetValues("Location", out var location) ? location.ToString() : $"{reply.StatusCode}";
        },
        location => location == expected,
        expected);

    private static Task AnswersAsync(HttpClient http, string url, HttpStatusCode expected) => Poll.ForAsync(
        async () =>
        {
            using var reply = await http.GetAsync(url);
            return reply.StatusCode;
        },
        status => status == expected,
        $"{expected} for {url}");

    private static async Task AskAsync(HttpClient http, IngestServer server, HttpMethod method, string path, HttpStatusCode expected, string agent = Sender.Agent)
    {
        using var request = new HttpRequestMessage(method, new Uri(server.Collect, path));
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        using var reply = await http.SendAsync(request);
        Assert.Equal(expected, reply.StatusCode);
    }
}
