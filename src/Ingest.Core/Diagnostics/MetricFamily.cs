using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace Ingest.Core.Diagnostics;

/// <summary>One instrument with all its label sets.</summary>
internal sealed class MetricFamily(Instrument instrument)
{
    /// <summary>Label sets kept of one instrument. Later ones share one series, so that a label with many values cannot fill the memory.</summary>
    public const int SeriesMax = 1000;

    private const string OverflowLabels = "otel_metric_overflow=\"true\"";

    // Used when an instrument gives no advice. A commit of the log takes half a millisecond on a good disk.
    private static readonly double[] DefaultBounds = [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);
    private readonly MetricKind _kind = KindOf(instrument);
    private readonly double[] _bounds = instrument is Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } ? [.. bounds] : DefaultBounds;

    /// <summary>Name of the instrument.</summary>
    public string Name => instrument.Name;

    /// <summary>Adds a measurement to the series of its labels.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = MetricLabels.Render(tags);
        if (!_series.TryGetValue(labels, out var series))
        {
            // Counting takes every lock of the dictionary: it is done for new label sets only.
            var key = _series.Count < SeriesMax ? labels : OverflowLabels;
            series = _series.GetOrAdd(key, static (_, family) => new MetricSeries(family._kind == MetricKind.Histogram ? family._bounds : null), this);
        }

        series.Record(value, replaces: _kind == MetricKind.Gauge || instrument.IsObservable);
    }

    /// <summary>Removes the series of an observable instrument, which are all observed anew.</summary>
    public void ForgetObserved()
    {
        if (instrument.IsObservable)
        {
            _series.Clear();
        }
    }

    /// <summary>Appends the family's lines; nothing when it has no series.</summary>
    public void Render(StringBuilder text)
    {
        if (_series.IsEmpty)
        {
            return;
        }

        if (!string.IsNullOrEmpty(instrument.Description))
        {
            text.Append("# HELP ").Append(Name).Append(' ').Append(MetricLabels.EscapeHelp(instrument.Description)).Append('\n');
        }

        text.Append("# TYPE ").Append(Name).Append(' ').Append(_kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Histogram => "histogram",
            _ => "gauge",
        }).Append('\n');
        foreach (var (labels, series) in _series.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            series.Render(text, Name, labels);
        }
    }

    private static MetricKind KindOf(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        return type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? MetricKind.Counter
            : type == typeof(Histogram<>) ? MetricKind.Histogram
            : type == typeof(UpDownCounter<>) ? MetricKind.UpDownCounter
            : MetricKind.Gauge;
    }

    private enum MetricKind : byte
    {
        Gauge,
        Counter,
        UpDownCounter,
        Histogram,
    }
}
