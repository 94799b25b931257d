using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ingest.Commands.Report;
using Ingest.Commands.Report.Html;
using Ingest.Core.Sites;
using Ingest.Endpoints.Dashboard;
using Ingest.Endpoints.Metrics;

namespace Ingest.Tests.Commands.Report.Html;

/// <summary>The page of a report as a file. What it does is tested in a browser, in tests/Ingest.IntegrationTests/Dashboard.</summary>
public sealed partial class HtmlPageTests
{
    private const string Hostile = "</script></title><script>alert(1)</script><!-- <script> ü";

    private static readonly DateTimeOffset Made = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_page_names_nobody_and_may_run_what_is_inside_and_nothing_else()
    {
        Assert.DoesNotContain("://", HtmlPage.Template.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotMatch("""(?:src|href)="(?!data:image/svg\+xml;base64,|#)""", Markup().Replace(HtmlPage.Template, ""));
        var policy = Policy().Match(HtmlPage.Template).Groups["policy"].Value;
        Assert.StartsWith("default-src 'none'; script-src 'sha256-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        var inside = Runnable().Matches(HtmlPage.Template).Select(match => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(match.Groups["text"].Value)))}'").ToList();
        Assert.Equal(3, inside.Count);
        Assert.All(inside, hash => Assert.Contains(hash, policy, StringComparison.Ordinal));
        Assert.Equal(inside.Count, Regex.Count(policy, "sha256-"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"a":"</script>"}""")]
    [InlineData("""{"a":"<<!--<script>","<b>":["<",1,"<"]}""")]
    public void Escaped_json_has_no_sign_that_opens_and_says_the_same(string json)
    {
        var escaped = Encoding.UTF8.GetString(HtmlPage.Escape(Encoding.UTF8.GetBytes(json)));
        Assert.DoesNotContain('<', escaped);
        Assert.Equal(json, escaped.Replace("\\u003c", "<", StringComparison.Ordinal));
        Assert.True(json.Length == 0 || JsonElement.DeepEquals(JsonDocument.Parse(json).RootElement, JsonDocument.Parse(escaped).RootElement));
    }

    [Fact]
    public async Task Texts_of_events_and_names_of_sites_break_out_of_nothing()
    {
        var report = Report(name: Hostile, conditions: [$"path={Hostile}"], steps: [$"path:{Hostile}"]);
        var body = JsonSerializer.SerializeToUtf8Bytes(new { rows = new[] { new[] { Hostile } } }, new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Assert.Contains("</script>", Encoding.UTF8.GetString(body), StringComparison.Ordinal);

        using var output = new MemoryStream();
        await HtmlPage.WriteAsync(output, report, [(HtmlQuestion.OfValues(report, Hostile, Hostile), Answer.Of(body))], TestContext.Current.CancellationToken);

        var page = Encoding.UTF8.GetString(output.ToArray());
        Assert.Equal(3, Regex.Count(page, "</script", RegexOptions.IgnoreCase));
        Assert.Single(Regex.Matches(page, "</title", RegexOptions.IgnoreCase));
        Assert.DoesNotContain("<!--", page, StringComparison.Ordinal);
        Assert.DoesNotContain("{title}<", page, StringComparison.Ordinal);
        var recorded = JsonDocument.Parse(Recorded().Match(page).Groups["json"].Value).RootElement;
        Assert.Equal(Hostile, recorded.GetProperty("replies").GetProperty("/api/me").GetProperty("sites")[0].GetProperty("name").GetString());
        Assert.Equal(Hostile, recorded.GetProperty("answers")[0].GetProperty("answer").GetProperty("rows")[0][0].GetString());
        Assert.Equal(Hostile, recorded.GetProperty("answers")[0].GetProperty("asked").GetProperty("event").GetString());
        Assert.Equal($"path:{Hostile}", recorded.GetProperty("filters")[0].GetString());
    }

    [Fact]
    public void Every_question_is_one_of_the_api_and_every_breakdown_of_the_dashboard_has_one()
    {
        var report = Report(steps: ["path:/", "event:signup"]) with { HasRejections = true };
        List<HtmlQuestion> questions = [.. HtmlQuestion.Of(report), HtmlQuestion.OfValues(report, "signup", "plan")];
        Assert.All(questions, question => Assert.Equal(report.Site.Id, question.ToRequest(report).Site));
        Assert.Equal(questions.Count, questions.Select(question => $"{question.View} {string.Join(' ', question.Asked)}").Distinct().Count());
        var breakdowns = Dimension().Matches(Encoding.UTF8.GetString(DashboardFiles.Read("dimensions.js"))).Select(match => match.Groups["view"].Value).ToList();
        Assert.Equal(20, breakdowns.Count);
        Assert.Empty(breakdowns.Except(questions.Select(question => question.View)));
    }

    [Fact]
    public void A_funnel_without_steps_and_rejections_that_nobody_asked_for_are_left_out()
    {
        Assert.Equal(["overview", "events", "retention", "journeys", "vitals", "hours"], Report().Sections);
        Assert.DoesNotContain(HtmlQuestion.Of(Report()), question => question.View is "funnel" or "rejected");
        Assert.Contains("funnel", Report(steps: ["path:/"]).Sections);
    }

    [Fact]
    public void The_range_before_has_begun_also_where_clocks_leap_over_midnight()
    {
        // In Cuba a day began at 01:00: half an hour into the next, the same time of the day before is its begin.
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/Havana");
        var report = Report() with { Zone = zone, Range = ReportRange.Parse(("today", null, null), zone, new DateTimeOffset(2026, 3, 9, 0, 30, 0, TimeSpan.FromHours(-4))) };
        Assert.True(report.Comparable.Since < report.Comparable.Until);
    }

    private static HtmlReport Report(string name = "My shop", IReadOnlyCollection<string>? conditions = null, IReadOnlyList<string>? steps = null) => new()
    {
        Endpoint = new Uri("http://127.0.0.1:8123/?database=ingest"),
        Site = new Site(Guid.Parse("11111111-2222-4333-8444-555555555555"), name, [], DateTimeOffset.UnixEpoch),
        Made = Made,
        Range = ReportRange.Parse(("30d", null, null), TimeZoneInfo.Utc, Made),
        Zone = TimeZoneInfo.Utc,
        Unit = IntervalUnit.Day,
        RetentionUnit = IntervalUnit.Week,
        Filter = WhereFilter.Parse(conditions ?? []),
        Steps = steps ?? [],
        Within = TimeSpan.FromDays(1),
    };

    [GeneratedRegex("<script(?: type=\"module\")?>(?<text>.*?)</script>|<style>(?<text>.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Runnable();

    [GeneratedRegex("<script.*?</script>|<style>.*?</style>", RegexOptions.Singleline)]
    private static partial Regex Markup();

    [GeneratedRegex("http-equiv=\"Content-Security-Policy\" content=\"(?<policy>[^\"]*)\"")]
    private static partial Regex Policy();

    [GeneratedRegex("id=\"recorded\">(?<json>.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Recorded();

    [GeneratedRegex("dimension\\(\"(?<view>[a-z_]+)\"")]
    private static partial Regex Dimension();
}
