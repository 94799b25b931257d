using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Ingest.Core.Sinks;

namespace Ingest.Core.Diagnostics;

/// <summary>The gauges of every running sink, read when somebody asks for them.</summary>
internal static class SinkGauges
{
    private static readonly ConcurrentDictionary<Source, Source> Sources = [];

    private static readonly Instrument[] Gauges =
    [
        Gauge<long>("ingest_sink_undelivered_events", unit: null, state => state.UndeliveredEvents),
        Gauge<long>("ingest_sink_undelivered_bytes", unit: "By", state => state.UndeliveredBytes),
        Gauge("ingest_sink_oldest_undelivered_seconds", unit: "s", state => state.OldestUndeliveredAge.TotalSeconds),
        Gauge("ingest_sink_consecutive_failures", unit: null, state => state.ConsecutiveFailures),
        Gauge("ingest_sink_isolating", unit: null, state => state.IsIsolating ? 1 : 0),
    ];

    /// <summary>Shows a sink's state in the gauges until the result is disposed.</summary>
    public static IDisposable Add(Func<SinkState> state)
    {
        _ = Gauges;
        var source = new Source(state);
        Sources[source] = source;
        return source;
    }

    private static ObservableGauge<T> Gauge<T>(string name, string? unit, Func<SinkState, T> value)
        where T : struct =>
        IngestMeter.Meter.CreateObservableGauge(name, () => Sources.Keys.Select(source => Measure(source.State(), value)), unit);

    private static Measurement<T> Measure<T>(SinkState state, Func<SinkState, T> value)
        where T : struct =>
        new(value(state), new KeyValuePair<string, object?>("sink", state.Name));

    private sealed record Source(Func<SinkState> State) : IDisposable
    {
        public void Dispose() => Sources.TryRemove(this, out _);
    }
}
