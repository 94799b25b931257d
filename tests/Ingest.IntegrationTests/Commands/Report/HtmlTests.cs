using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Commands.Report;

/// <summary>What <c>ingest report --html</c> writes, and when it does not. The page itself is opened in the tests of the dashboard.</summary>
[Collection(ReportCollection.Name)]
public sealed partial class HtmlTests(ReportServer server)
{
    private static readonly HashSet<string> Shared = new(StringComparer.Ordinal) { "view", "site", "since", "until", "tz", "unit", "columns", "rows", "truncated" };

    [Fact]
    public async Task The_answers_inside_are_those_of_the_api()
    {
        var file = Path.Combine(server.Folder, "answers.html");
        Assert.Equal($"{file}: ", (await server.RunAsync($"report --html {file} {ReportServer.Range} --by hour --step path:/ --step event:signup --rejections --where browser=firefox"))[..(file.Length + 2)]);
        var recorded = JsonDocument.Parse(Recorded().Match(await File.ReadAllTextAsync(file)).Groups["json"].Value).RootElement;

        foreach (var answer in recorded.GetProperty("answers").EnumerateArray())
        {
            var (view, inside) = (answer.GetProperty("view").GetString()!, answer.GetProperty("answer"));
            Assert.Equal(Shared.Order(), inside.EnumerateObject().Select(property => property.Name).Order());
            var asked = await AskAsync(view, answer.GetProperty("asked"));
            Assert.True(JsonElement.DeepEquals(asked, inside), $"{view}: {inside} is not {asked}");
        }

        var views = recorded.GetProperty("answers").EnumerateArray().Select(answer => answer.GetProperty("view").GetString()).ToList();
        Assert.Equal(3, views.Count(view => view == "event_values"));
        Assert.Contains("funnel", views);
        Assert.Contains("rejected_traffic", views);
    }

    [Fact]
    public async Task A_file_that_is_there_is_replaced_when_asked_and_refused_else()
    {
        var file = Path.Combine(server.Folder, "there.html");
        await File.WriteAllTextAsync(file, "old");
        Assert.Contains("--force", await server.FailAsync($"report --html {file}"), StringComparison.Ordinal);
        Assert.Equal("old", await File.ReadAllTextAsync(file));
        await server.RunAsync($"report --html {file} --force {ReportServer.Range} --limit 5");
        Assert.StartsWith("<!doctype html>", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("report pages --html no.html", "not 'pages' alone: leave the view out")]
    [InlineData("report --html no.html --format csv", "--html takes no --format")]
    [InlineData("report --html no.html --event signup", "--html takes no --event")]
    [InlineData("report --html no.html --within 1h", "name its steps")]
    [InlineData("report --html no.html --step pricing", "--step is path:/PAGE or event:NAME")]
    [InlineData("report --html no.html --site Nobodys", "No site 'Nobodys' is registered")]
    [InlineData("report --html no.html --by minute --last 7d", "a longer interval with --by")]
    [InlineData("report --html no.html --limit 0", "limit")]
    [InlineData("report --html no.html --endpoint http://127.0.0.1:1/", "start the server with 'ingest serve', or name another with --data or --endpoint")]
    [InlineData("report --html nowhere/no.html", "There is no folder")]
    [InlineData("report overview --rejections", "--rejections goes with --html")]
    public async Task What_cannot_be_written_says_why_and_leaves_no_file(string command, string why)
    {
        var file = Path.Combine(server.Folder, "no.html");
        Assert.Contains(why, await server.FailAsync(command.Replace("no.html", file, StringComparison.Ordinal).Replace($"nowhere/{file}", Path.Combine(server.Folder, "nowhere", "no.html"), StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(server.Folder, "no.html*"));
    }

    [Fact]
    public async Task Without_a_server_it_says_how_to_start_one()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, (await IngestCommand.RunAsync(["site", "add", "--name", "Alone", "--data", folder])).ExitCode);
        var (exitCode, _, errors) = await IngestCommand.RunAsync(["report", "--html", Path.Combine(folder, "no.html"), "--data", folder]);
        Assert.Equal(1, exitCode);
        Assert.Contains("start one with 'ingest serve'", errors, StringComparison.Ordinal);
    }

    private async Task<JsonElement> AskAsync(string view, JsonElement asked)
    {
        var parameters = asked.EnumerateObject().SelectMany(property => property.Value.ValueKind == JsonValueKind.Array
            ? property.Value.EnumerateArray().Select(value => (property.Name, Value: value.GetString()!))
            : [(property.Name, Value: property.Value.GetString()!)]);
        (string Name, string Value)[] filter = view.StartsWith("rejected", StringComparison.Ordinal) ? [] : [("filter", "browser:firefox")];
        var query = string.Join('&', parameters.Concat(filter).Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/sites/{ReportServer.Site}/query/{view}?{query}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.Server.FirstKey);
        using var reply = await server.Server.Http.SendAsync(request);
        return JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement;
    }

    [GeneratedRegex("id=\"recorded\">(?<json>.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Recorded();
}
