using System.Net;
using Ingest.Core.Intake;
using Ingest.Endpoints.Dashboard;

namespace Ingest.Tests.Endpoints;

/// <summary>The dashboard's files as they are served. What the page does is tested in a browser, in tests/Ingest.IntegrationTests/Dashboard.</summary>
public sealed class DashboardFilesTests
{
    [Fact]
    public async Task The_page_may_run_the_servers_scripts_ask_the_server_and_nothing_else()
    {
        await using var host = await DropHost.StartAsync();
        using var reply = await host.Http.GetAsync("/");
        Assert.Equal("text/html; charset=utf-8", reply.Content.Headers.ContentType!.ToString());
        var policy = reply.Headers.GetValues("Content-Security-Policy").Single().Split("; ");
        Assert.Equal(["default-src 'none'", "script-src 'self'", "style-src 'self'"], policy.Take(3));
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain(policy, rule => rule.Contains("unsafe", StringComparison.Ordinal) || rule.Contains("http", StringComparison.Ordinal));
        Assert.Equal("nosniff", reply.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", reply.Headers.GetValues("Referrer-Policy").Single());
        Assert.True(reply.Headers.CacheControl!.NoCache);
    }

    [Theory]
    [InlineData("uplot.js", "text/javascript; charset=utf-8")]
    [InlineData("uplot.css", "text/css; charset=utf-8")]
    [InlineData("world.json", "application/json")]
    public async Task What_npm_carries_is_served_beside_it(string file, string contentType)
    {
        await using var host = await DropHost.StartAsync();
        using var reply = await host.Http.GetAsync("/dashboard/" + file);
        Assert.Equal(contentType, reply.Content.Headers.ContentType!.ToString());
        Assert.NotNull(reply.Headers.ETag);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/dashboard/" + file);
        request.Headers.IfNoneMatch.Add(reply.Headers.ETag);
        using var again = await host.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Theory]
    [InlineData("/dashboard/none.js")]
    [InlineData("/dashboard/index.html")]
    [InlineData("/dashboard/..%2Ftracker.js")]
    public async Task Nothing_else_is_there(string path)
    {
        await using var host = await DropHost.StartAsync();
        using var reply = await host.Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, reply.StatusCode);
    }

    [Fact]
    public void No_file_names_another_server()
    {
        Assert.NotEmpty(DashboardFiles.Names());
        foreach (var name in DashboardFiles.Names())
        {
            var text = Read(name).Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal);
            Assert.False(text.Contains("://", StringComparison.Ordinal), $"{name} names another server");
        }
    }

    [Fact]
    public void Every_reason_of_a_rejection_has_advice()
    {
        var advice = Read("rejections.js");
        var names = Enum.GetValues<RejectionReason>().Where(reason => reason != RejectionReason.None).Select(RejectionNames.Of);
        Assert.All(names, name => Assert.True(advice.Contains($"\n  {name}: \"", StringComparison.Ordinal) || advice.Contains($"\n  \"{name}\": \"", StringComparison.Ordinal), name));
    }

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(DashboardFiles).Assembly.GetManifestResourceStream("dashboard/" + name)!);
        return reader.ReadToEnd();
    }
}
