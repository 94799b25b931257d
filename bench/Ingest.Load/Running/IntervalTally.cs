using Ingest.Load.Latency;

namespace Ingest.Load.Running;

/// <summary>What one thread of the generator counts in one second; handed over when the second is past.</summary>
internal sealed class IntervalTally
{
    /// <summary>The second of what comes in after the end.</summary>
    public const int AfterEnd = int.MaxValue;

    /// <summary>Seconds since measuring began; below zero in the warm-up.</summary>
    public int Second { get; set; }

    /// <summary>Latencies of its replies.</summary>
    public LatencyHistogram Latency { get; } = new();

    public long Requests;
    public long EventsAcknowledged;
    public long EventsRefused;
    public long EventsUnknown;
    public long ConnectFaults;
    public long BrokenConnections;
    public long Timeouts;
    public long BadReplies;
    public long Reconnects;
    public long RequestsUnsent;
    public long BytesSent;
    public long BytesReceived;

    /// <summary>Adds what another has counted, latencies included.</summary>
    public void Add(IntervalTally other)
    {
        Requests += other.Requests;
        EventsAcknowledged += other.EventsAcknowledged;
        EventsRefused += other.EventsRefused;
        EventsUnknown += other.EventsUnknown;
        ConnectFaults += other.ConnectFaults;
        BrokenConnections += other.BrokenConnections;
        Timeouts += other.Timeouts;
        BadReplies += other.BadReplies;
        Reconnects += other.Reconnects;
        RequestsUnsent += other.RequestsUnsent;
        BytesSent += other.BytesSent;
        BytesReceived += other.BytesReceived;
        Latency.Add(other.Latency);
    }

    /// <summary>The counts as they are now.</summary>
    public LoadCounts ToCounts() => new()
    {
        Requests = Requests,
        EventsAcknowledged = EventsAcknowledged,
        EventsRefused = EventsRefused,
        EventsUnknown = EventsUnknown,
        ConnectFaults = ConnectFaults,
        BrokenConnections = BrokenConnections,
        Timeouts = Timeouts,
        BadReplies = BadReplies,
        Reconnects = Reconnects,
        RequestsUnsent = RequestsUnsent,
        BytesSent = BytesSent,
        BytesReceived = BytesReceived,
    };
}
