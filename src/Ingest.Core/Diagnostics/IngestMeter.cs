using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Ingest.Core.Diagnostics;

/// <summary>The one meter of the process, which exporters listen to, and the pipeline's instruments in the order in which an event meets them.</summary>
/// <remarks>docs/metrics.md explains every instrument. Counts are added once per request, commit or batch, never per event; those of each request are striped.</remarks>
public static class IngestMeter
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Ingest";

    // Up to the longest delivery that is waited for by default.
    private static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    };

    /// <summary>The meter.</summary>
    public static Meter Meter { get; } = new(Name);

    /// <summary>Messages parsed from requests.</summary>
    public static StripedCounter EventsReceived { get; } = new(Meter, "ingest_events_received_total");

    /// <summary>Events that were not stored; labels <c>stage</c> and <c>reason</c>.</summary>
    public static Counter<long> EventsRejected { get; } = Meter.CreateCounter<long>("ingest_events_rejected_total");

    /// <summary>Messages that found no worker free and were put into the queue.</summary>
    public static StripedCounter EventsEnqueued { get; } = new(Meter, "ingest_events_enqueued_total");

    /// <summary>Messages that workers have taken from the queue.</summary>
    public static StripedCounter EventsDequeued { get; } = new(Meter, "ingest_events_dequeued_total");

    /// <summary>Events appended to the log.</summary>
    public static StripedCounter EventsAppended { get; } = new(Meter, "ingest_events_appended_total");

    /// <summary>Records that could not be read back; label <c>sink</c>.</summary>
    public static Counter<long> RecordsDamaged { get; } = Meter.CreateCounter<long>("ingest_records_damaged_total");

    /// <summary>Places of the log whose damaged bytes were put into the quarantine, each once for all sinks.</summary>
    public static Counter<long> DamagedPlaces { get; } = Meter.CreateCounter<long>("ingest_log_damaged_places_total");

    /// <summary>Records that were set aside; labels <c>sink</c> and <c>reason</c>.</summary>
    public static Counter<long> RecordsQuarantined { get; } = Meter.CreateCounter<long>("ingest_records_quarantined_total");

    /// <summary>Batches delivered; labels <c>sink</c> and <c>closed_by</c>.</summary>
    public static Counter<long> BatchesDelivered { get; } = Meter.CreateCounter<long>("ingest_batches_delivered_total");

    /// <summary>Events delivered; label <c>sink</c>.</summary>
    public static Counter<long> EventsDelivered { get; } = Meter.CreateCounter<long>("ingest_events_delivered_total");

    /// <summary>Failed deliveries, each of which is repeated; label <c>sink</c>.</summary>
    public static Counter<long> DeliveriesFailed { get; } = Meter.CreateCounter<long>("ingest_deliveries_failed_total");

    /// <summary>Duration of one delivery, failed ones included; label <c>sink</c>.</summary>
    public static Histogram<double> DeliverySeconds { get; } =
        Meter.CreateHistogram("ingest_delivery_seconds", unit: "s", description: null, tags: null, Durations);

    /// <summary>Bytes that the process has allocated on the managed heap; to within some kilobytes a thread.</summary>
    public static ObservableCounter<long> AllocatedBytes { get; } =
        Meter.CreateObservableCounter("ingest_allocated_bytes_total", static () => GC.GetTotalAllocatedBytes(precise: false));

    /// <summary>Times that the changed document of a registry could not be read.</summary>
    public static Counter<long> RegistryReloadsFailed { get; } = Meter.CreateCounter<long>("ingest_registry_reloads_failed_total");

    /// <summary>Requests with a key that is none.</summary>
    public static Counter<long> WrongKeys { get; } = Meter.CreateCounter<long>("ingest_wrong_keys_total");

    /// <summary>Questions about figures; labels <c>view</c> and <c>outcome</c>.</summary>
    public static Counter<long> Queries { get; } = Meter.CreateCounter<long>("ingest_queries_total");

    /// <summary>Duration of the queries that ClickHouse was asked for them, failed ones included; label <c>view</c>.</summary>
    public static Histogram<double> QuerySeconds { get; } =
        Meter.CreateHistogram("ingest_query_seconds", unit: "s", description: null, tags: null, Durations);

    /// <summary>Counts a question.</summary>
    public static void CountQuery(string view, string outcome) => Queries.Add(1, new TagList { { "view", view }, { "outcome", outcome } });
}
