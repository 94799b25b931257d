using System.Diagnostics;
using System.Globalization;
using Ingest.Load.Compare.Bars;
using Ingest.Load.Compare.Racing;
using Ingest.Load.Compare.Scenarios;
using Ingest.Load.Compare.Servers;

namespace Ingest.IntegrationTests.Load;

/// <summary>How the comparison makes figures of what it has measured.</summary>
public sealed class CompareFiguresTests
{
    [Fact]
    public void Every_bar_is_measured_by_one_scenario() =>
        Assert.Equal(BarTable.All.OrderBy(bar => bar.Name), ScenarioTable.All.SelectMany(scenario => scenario.Bars).OrderBy(bar => bar.Name));

    [Fact]
    public void A_ratio_is_of_medians_and_its_ends_are_of_one_round()
    {
        var ratio = Spread.Ratio([10, 30, 20], [20, 30, 80]);
        Assert.Equal(new Spread(0.25, 20.0 / 30, 1), ratio);
        Assert.Equal(new Spread(1, 2.5, 4), Spread.Of([4, 1, 3, 2]));
        Assert.True(double.IsNaN(Spread.Of([]).Median));
    }

    [Theory]
    [InlineData(0.5, Verdict.Missed)]
    [InlineData(0.55, Verdict.Floor)]
    [InlineData(0.75, Verdict.Aim)]
    [InlineData(double.NaN, Verdict.NotMeasured)]
    internal void More_is_better_where_the_aim_is_above_the_floor(double value, Verdict verdict) =>
        Assert.Equal(verdict, BarTable.Single.Judge(value));

    [Theory]
    [InlineData(11, Verdict.Missed)]
    [InlineData(10, Verdict.Floor)]
    [InlineData(4, Verdict.Aim)]
    internal void Less_is_better_where_the_aim_is_below_the_floor(double value, Verdict verdict) =>
        Assert.Equal(verdict, BarTable.Latency.Judge(value));

    [Fact]
    public void Each_round_begins_with_another_contestant()
    {
        Assert.Equal("abc", string.Concat(Race.Order(["a", "b", "c"], round: 0)));
        Assert.Equal("bca", string.Concat(Race.Order(["a", "b", "c"], round: 1)));
        Assert.Equal("abc", string.Concat(Race.Order(["a", "b", "c"], round: 3)));
    }

    [Fact]
    public void A_metric_is_the_sum_of_its_label_sets_and_of_no_longer_name()
    {
        var metrics = new MetricsText("# TYPE ingest_events_delivered_total counter\ningest_events_delivered_total{sink=\"a b\"} 3\ningest_events_delivered_total{sink=\"c\"} 4\ningest_events_delivered_total_more 9\n");
        Assert.Equal(7, metrics.Delivered);
        Assert.Equal(0, metrics.Allocated);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(400, false)]
    [InlineData(2000, true)]
    public void A_backlog_grows_when_it_gains_more_than_half_a_seconds_events(double gainOfTheLastThird, bool isGrowing)
    {
        var samples = Enumerable.Range(0, 12).Select(second => Sample(second, backlog: (second % 2 * 100) + (second >= 8 ? gainOfTheLastThird : 0))).ToArray();
        var trend = BacklogTrend.Of(samples);
        Assert.Equal(isGrowing, trend.IsGrowing);
        Assert.Equal(gainOfTheLastThird, trend.Events);
        Assert.Equal(1000, trend.ReceivedPerSecond, tolerance: 1);
    }

    // 1,000 events come each second.
    private static ServerSample Sample(int second, double backlog) => new(
        second * Stopwatch.Frequency, Requests: 0, CpuSeconds: 0, EngineCpuSeconds: 0, MachineCpuSeconds: 0, OwnCpuSeconds: 0, ResidentBytes: 0,
        new MetricsText(string.Create(CultureInfo.InvariantCulture, $"ingest_events_received_total {second * 1000}\ningest_sink_undelivered_events{{sink=\"clickhouse\"}} {backlog}\n")));
}
