using System.Diagnostics.Metrics;
using Ingest.Core.Diagnostics;

namespace Ingest.Tests.Diagnostics;

public sealed class PrometheusExporterTests : IDisposable
{
    private readonly Meter _meter = new($"Test.{Guid.NewGuid()}");
    private readonly PrometheusExporter _exporter;

    public PrometheusExporterTests() => _exporter = new PrometheusExporter(_meter.Name);

    public void Dispose()
    {
        _exporter.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void A_counter_adds_up_for_each_label_set_whatever_the_order_of_its_labels()
    {
        var counter = _meter.CreateCounter<long>("test_total");
        counter.Add(2, new("sink", "a"), new("reason", "x"));
        counter.Add(3, new("reason", "x"), new("sink", "a"));
        counter.Add(5, new KeyValuePair<string, object?>("sink", "b"));

        var (types, samples) = PrometheusText.Parse(_exporter.Render());

        Assert.Equal("counter", types["test_total"]);
        Assert.Equal([5d, 5d], samples.Select(s => s.Value));
        Assert.Equal("x", samples[0].Labels["reason"]);
    }

    [Fact]
    public void A_label_may_hold_anything()
    {
        const string Hostile = "a\"b\\c\nd,e}f=ü";
        _meter.CreateCounter<int>("test_total").Add(1, new KeyValuePair<string, object?>("http.route", Hostile));

        var sample = Assert.Single(PrometheusText.Parse(_exporter.Render()).Samples);

        Assert.Equal(Hostile, sample.Labels["http_route"]);
    }

    [Fact]
    public void A_histogram_has_cumulative_buckets_up_to_infinity()
    {
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] };
        var histogram = _meter.CreateHistogram("test_seconds", "s", "How long\nit took", tags: null, advice);
        Array.ForEach([0.05, 0.1, 0.5, 7], value => histogram.Record(value));

        var text = _exporter.Render();
        var (types, samples) = PrometheusText.Parse(text);

        Assert.Equal("histogram", types["test_seconds"]);
        Assert.Equal(
            [("0.1", 2d), ("1", 3d), ("+Inf", 4d)],
            samples.Where(s => s.Name == "test_seconds_bucket").Select(s => (s.Labels["le"], s.Value)));
        Assert.Equal(4, samples.Single(s => s.Name == "test_seconds_count").Value);
        Assert.Equal(7.65, samples.Single(s => s.Name == "test_seconds_sum").Value, precision: 9);
        Assert.Contains("# HELP test_seconds How long\\nit took\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_observed_gauge_shows_what_is_observed_now_and_forgets_what_is_gone()
    {
        Measurement<long>[] observed = [new(7, new KeyValuePair<string, object?>("sink", "a")), new(8, new KeyValuePair<string, object?>("sink", "b"))];
        _meter.CreateObservableGauge("test_events", () => observed);

        Assert.Equal([7d, 8d], PrometheusText.Parse(_exporter.Render()).Samples.Select(s => s.Value));

        observed = [new(9, new KeyValuePair<string, object?>("sink", "b"))];
        var sample = Assert.Single(PrometheusText.Parse(_exporter.Render()).Samples);
        Assert.Equal(("b", 9d), (sample.Labels["sink"], sample.Value));
    }

    [Fact]
    public void An_observed_counter_is_not_added_up()
    {
        _meter.CreateObservableCounter("test_total", () => 5L);

        _exporter.Render();

        Assert.Equal(5, Assert.Single(PrometheusText.Parse(_exporter.Render()).Samples).Value);
    }

    [Fact]
    public void A_label_of_many_values_cannot_fill_the_memory()
    {
        var counter = _meter.CreateCounter<long>("test_total");
        for (var i = 0; i < MetricFamily.SeriesMax + 500; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("path", i));
        }

        var samples = PrometheusText.Parse(_exporter.Render()).Samples;

        Assert.Equal(MetricFamily.SeriesMax + 1, samples.Count);
        Assert.Equal(500, samples.Single(s => s.Labels.ContainsKey("otel_metric_overflow")).Value);
    }

    [Fact]
    public void Other_meters_are_left_alone()
    {
        using var other = new Meter("Test.Other");
        other.CreateCounter<long>("other_total").Add(1);

        Assert.Equal("", _exporter.Render());
    }
}
