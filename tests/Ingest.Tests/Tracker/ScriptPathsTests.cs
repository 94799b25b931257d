using Ingest.Settings;
using Ingest.Tests.Endpoints;

namespace Ingest.Tests.Tracker;

public sealed class ScriptPathsTests
{
    [Theory]
    [InlineData("/app.js")]
    [InlineData("/assets/v1.2/a-b_c~d.js")]
    [InlineData("/stats")]
    [InlineData("/apis.js")]
    public void A_path_that_nothing_else_has_is_taken(string name) => Assert.Empty(ScriptPaths.Validate([name], "/in"));

    [Theory]
    [InlineData("app.js", "begin it with a slash")]
    [InlineData("", "begin it with a slash")]
    [InlineData("/", "no path")]
    [InlineData("/a/", "no path")]
    [InlineData("/a//b.js", "no path")]
    [InlineData("/a/../b.js", "no path")]
    [InlineData("/{name}.js", "no path")]
    [InlineData("/a.js?v=1", "no path")]
    [InlineData("/é.js", "no path")]
    [InlineData("/in", "Server:CollectPath")]
    [InlineData("/IN", "Server:CollectPath")]
    [InlineData("/api/script.js", "/api")]
    [InlineData("/script.js", "always there")]
    [InlineData("/Script.js", "always there")]
    public void Any_other_is_refused_with_the_remedy(string name, string remedy)
    {
        var fault = Assert.Single(ScriptPaths.Validate([name], "/in/"));
        Assert.StartsWith($"Server:ScriptNames holds '{name}'", fault, StringComparison.Ordinal);
        Assert.Contains(remedy, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_given_twice_is_refused_once() => Assert.Single(ScriptPaths.Validate(["/a.js", "/a.js"], ""));

    [Fact]
    public async Task No_route_of_the_server_can_be_the_name_of_the_script()
    {
        await using var host = await DropHost.StartAsync();
        var routes = host.Routes.Select(route => route.Split(' ')[1]).Except([ScriptPaths.Default]).ToArray();
        Assert.Contains("/metrics", routes);
        Assert.DoesNotContain(routes, route => !ScriptPaths.Validate(["/" + route.Trim('/')], "").Any());
    }
}
