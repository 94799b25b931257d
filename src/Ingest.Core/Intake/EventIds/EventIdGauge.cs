using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Ingest.Core.Diagnostics;

namespace Ingest.Core.Intake.EventIds;

/// <summary>The gauge of how many event ids are remembered, read when somebody asks for it.</summary>
internal static class EventIdGauge
{
    private static readonly ConcurrentDictionary<Source, Source> Sources = [];

    private static readonly ObservableGauge<long> Gauge =
        IngestMeter.Meter.CreateObservableGauge("ingest_event_ids_known", () => Sources.Keys.Sum(source => (long)source.Index.Count));

    /// <summary>Shows an index in the gauge until the result is disposed.</summary>
    public static IDisposable Add(EventIdIndex index)
    {
        _ = Gauge;
        var source = new Source(index);
        Sources[source] = source;
        return source;
    }

    private sealed record Source(EventIdIndex Index) : IDisposable
    {
        public void Dispose() => Sources.TryRemove(this, out _);
    }
}
