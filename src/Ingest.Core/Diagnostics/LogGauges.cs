using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Ingest.Core.Log;

namespace Ingest.Core.Diagnostics;

/// <summary>The gauges of the log, read when somebody asks for them.</summary>
internal static class LogGauges
{
    private static readonly ConcurrentDictionary<Source, Source> Sources = [];

    private static readonly Instrument[] Gauges =
    [
        Gauge("ingest_log_bytes", "By", state => state.Bytes),
        Gauge("ingest_log_max_bytes", "By", state => state.BytesMax),
        Gauge("ingest_log_free_bytes", "By", state => state.FreeBytes),
        Gauge("ingest_log_free_min_bytes", "By", state => state.FreeBytesMin),
        Gauge("ingest_log_full", null, state => state.Full is null ? 0 : 1),
    ];

    /// <summary>Shows a log's state in the gauges until the result is disposed.</summary>
    public static IDisposable Add(Func<LogState> state)
    {
        _ = Gauges;
        var source = new Source(state);
        Sources[source] = source;
        return source;
    }

    private static ObservableGauge<long> Gauge(string name, string? unit, Func<LogState, long> value) =>
        IngestMeter.Meter.CreateObservableGauge(name, () => Sources.Keys.Select(source => new Measurement<long>(value(source.State()))), unit);

    private sealed record Source(Func<LogState> State) : IDisposable
    {
        public void Dispose() => Sources.TryRemove(this, out _);
    }
}
