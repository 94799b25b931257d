using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace Ingest.Core.Diagnostics;

/// <summary>Collects the instruments of a meter and renders them as Prometheus text, exposition format 0.0.4.</summary>
/// <remarks>Thread-safe. Bounded: an instrument keeps at most <see cref="MetricFamily.SeriesMax"/> label sets.</remarks>
public sealed class PrometheusExporter : IDisposable
{
    /// <summary>Content type of the rendered text.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly Lock _rendering = new();

    /// <summary>Starts to collect the instruments of the meters of this name, those that exist and those to come.</summary>
    public PrometheusExporter(string meterName = IngestMeter.Name)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meterName)
            {
                var family = _families.GetOrAdd(instrument.Name, static (_, published) => new MetricFamily(published), instrument);
                listener.EnableMeasurementEvents(instrument, family);
            }
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => Record(family, value, tags));
        _listener.Start();
    }

    /// <summary>Asks the observable instruments, and renders every family by name.</summary>
    public string Render()
    {
        // A gauge shows what is observed now: a sink that is gone must not leave its last value behind.
        lock (_rendering)
        {
            foreach (var family in _families.Values)
            {
                family.ForgetObserved();
            }

            _listener.RecordObservableInstruments();
            var text = new StringBuilder();
            foreach (var family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal))
            {
                family.Render(text);
            }

            return text.ToString();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static void Record(object? family, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        ((MetricFamily)family!).Record(value, tags);
}
