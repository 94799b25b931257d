using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Ingest.Core.Diagnostics;

/// <summary>The gauge of what is in the quarantine, read when somebody asks for it.</summary>
internal static class QuarantineGauges
{
    private static readonly ConcurrentDictionary<Source, Source> Sources = [];

    private static readonly Instrument Entries = IngestMeter.Meter.CreateObservableGauge(
        "ingest_quarantine_entries",
        () => Sources.Keys.SelectMany(source => source.Counts()).Select(sink => new Measurement<int>(sink.Value, new KeyValuePair<string, object?>("sink", sink.Key))));

    /// <summary>Shows a quarantine's counts by sink until the result is disposed.</summary>
    public static IDisposable Add(Func<IReadOnlyDictionary<string, int>> counts)
    {
        _ = Entries;
        var source = new Source(counts);
        Sources[source] = source;
        return source;
    }

    private sealed record Source(Func<IReadOnlyDictionary<string, int>> Counts) : IDisposable
    {
        public void Dispose() => Sources.TryRemove(this, out _);
    }
}
