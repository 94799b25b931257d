using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Ingest.Core.Diagnostics.Canaries;

/// <summary>The gauge of the canaries' ages, read when somebody asks for it.</summary>
internal static class CanaryGauge
{
    private static readonly ConcurrentDictionary<Source, Source> Sources = [];

    private static readonly Instrument Gauge = IngestMeter.Meter.CreateObservableGauge(
        "ingest_canary_age_seconds", () => Sources.Keys.SelectMany(source => source.Ages()).Select(Measure), unit: "s");

    /// <summary>Shows ages until the result is disposed.</summary>
    public static IDisposable Add(Func<IEnumerable<CanaryAge>> ages)
    {
        _ = Gauge;
        var source = new Source(ages);
        Sources[source] = source;
        return source;
    }

    private static Measurement<double> Measure(CanaryAge age) => age.Sink is null
        ? new(age.Age.TotalSeconds, new KeyValuePair<string, object?>("stage", "log"))
        : new(age.Age.TotalSeconds, new("stage", "sink"), new("sink", age.Sink));

    private sealed record Source(Func<IEnumerable<CanaryAge>> Ages) : IDisposable
    {
        public void Dispose() => Sources.TryRemove(this, out _);
    }
}
