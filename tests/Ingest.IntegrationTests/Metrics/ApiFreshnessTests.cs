using System.Diagnostics;

namespace Ingest.IntegrationTests.Metrics;

/// <summary>Answers that are kept are right.</summary>
public sealed class ApiFreshnessTests(MetricsServer metrics) : IClassFixture<MetricsServer>
{
    // Beside the two seconds that are promised on a machine that has nothing else to do.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task An_event_counts_soon_after_its_reply()
    {
        const string question = "overview?last=today&tz=UTC";
        var views = (await metrics.QueryAsync(question)).GetProperty("rows")[0][2].GetInt64();
        for (var i = 1; i <= 3; i++)
        {
            using var before = await metrics.AskAsync($"/api/sites/{metrics.Site}/query/{question}");
            await metrics.SendAsync(metrics.Site, "now", DateTimeOffset.UtcNow, new { url = $"/now-{i}" });
            var since = Stopwatch.StartNew();
            await Poll.UntilAsync(async () => (await metrics.QueryAsync(question)).GetProperty("rows")[0][2].GetInt64() == views + i, "the event counts");
            Assert.InRange(since.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2) + Slack);

            using var after = await metrics.AskAsync($"/api/sites/{metrics.Site}/query/{question}", knownTag: before.Headers.ETag!.ToString());
            Assert.Equal(200, (int)after.StatusCode);
            Assert.NotEqual(before.Headers.ETag, after.Headers.ETag);
        }
    }

    [Fact]
    public async Task Equal_questions_at_once_are_asked_few_times()
    {
        var question = $"languages?{MetricsServer.Day}&limit=77";
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => metrics.RowsAsync(question)));

        Assert.All(answers, rows => Assert.Equal(answers[0], rows));
        var text = await metrics.Server.Http.GetStringAsync("/metrics");
        Assert.InRange(Count(text, "ingest_queries_total{outcome=\"asked\",view=\"languages\"} "), 1, 10);
        Assert.Equal(Count(text, "ingest_queries_total{outcome=\"asked\",view=\"languages\"} "), Count(text, "ingest_query_seconds_count{view=\"languages\"} "));
    }

    private static int Count(string text, string series) =>
        text.Split('\n').Where(line => line.StartsWith(series, StringComparison.Ordinal)).Select(line => int.Parse(line[series.Length..])).SingleOrDefault(-1);
}
