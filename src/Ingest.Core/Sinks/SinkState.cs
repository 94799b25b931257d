namespace Ingest.Core.Sinks;

/// <summary>How a sink is doing: for readiness, metrics and people.</summary>
/// <param name="Name">Name of the sink.</param>
/// <param name="UndeliveredEvents">Events in the log that are not in the sink. While the backlog of an earlier run is still being counted, those of this run alone.</param>
/// <param name="UndeliveredBytes">About how many bytes of log they take: the distance of two addresses.</param>
/// <param name="OldestUndeliveredAge">
/// Time since the oldest of them was received; zero when there is none. By the wall clock until the worker read it, by the monotonic clock since then.
/// </param>
/// <param name="ConsecutiveFailures">Failed deliveries since the last success.</param>
/// <param name="LastError">The last failure, in words; null when there was none or the sink has recovered.</param>
/// <param name="Fault">Why the worker has ended for good; null while it works.</param>
public sealed record SinkState(
    string Name,
    long UndeliveredEvents,
    long UndeliveredBytes,
    TimeSpan OldestUndeliveredAge,
    int ConsecutiveFailures,
    string? LastError,
    string? Fault)
{
    /// <summary>Time since the worker read the oldest undelivered event; zero when there is none. Not misled by a clock that is set.</summary>
    public TimeSpan WaitingFor { get; init; }

    /// <summary>Time since a batch was last delivered, or since the start of the worker when none was. Not misled by a clock that is set.</summary>
    public TimeSpan SinceSuccess { get; init; }

    /// <summary>
    /// Time since the last canary that the sink has taken was sent; since the start of its worker when it has taken none since then. By the wall clock
    /// until the worker read it, by the monotonic clock since then.
    /// </summary>
    public TimeSpan CanaryAge { get; init; }

    /// <summary>How long its batches may wait before they are sent, by the settings of now.</summary>
    public TimeSpan BatchAgeMax { get; init; }

    /// <summary>How long a delivery may take, by the settings of now.</summary>
    public TimeSpan DeliveryTimeout { get; init; }

    /// <summary>True while refused records are being told from the others of their batch.</summary>
    public bool IsIsolating { get; init; }

    /// <summary>Records that the sink has refused and that wait in the quarantine.</summary>
    public int QuarantinedRecords { get; init; }
}
