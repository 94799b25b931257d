using System.Text.Json.Serialization;

namespace Ingest.Endpoints.Description;

// What the operations paths answer, for the OpenAPI document alone.

/// <summary>Whether the server may be sent traffic, and why not.</summary>
/// <param name="Ready">True when every check is.</param>
/// <param name="Checks">The checks.</param>
/// <param name="Sinks">How far behind each sink is.</param>
internal sealed record ReadyReply(bool Ready, IReadOnlyList<ReadyCheck> Checks, IReadOnlyList<ReadySink> Sinks);

/// <summary>One check.</summary>
/// <param name="Name">What is checked.</param>
/// <param name="Ready">True when it is well.</param>
/// <param name="Reason">What is not; null when it is.</param>
internal sealed record ReadyCheck(string Name, bool Ready, string? Reason);

/// <summary>How far behind a sink is.</summary>
/// <param name="Name">The sink.</param>
/// <param name="UndeliveredEvents">Events in the log that it does not have.</param>
/// <param name="OldestUndeliveredSeconds">Age of the oldest of them.</param>
/// <param name="ConsecutiveFailures">Deliveries that failed since the last success.</param>
/// <param name="LastError">Why the last one failed.</param>
/// <param name="Isolating">True while a refused record is being told from others.</param>
/// <param name="QuarantinedRecords">Records that it refused and that were set aside.</param>
internal sealed record ReadySink(
    string Name,
    [property: JsonPropertyName("undelivered_events")] long UndeliveredEvents,
    [property: JsonPropertyName("oldest_undelivered_seconds")] double OldestUndeliveredSeconds,
    [property: JsonPropertyName("consecutive_failures")] int ConsecutiveFailures,
    [property: JsonPropertyName("last_error")] string? LastError,
    bool Isolating,
    [property: JsonPropertyName("quarantined_records")] long QuarantinedRecords);
