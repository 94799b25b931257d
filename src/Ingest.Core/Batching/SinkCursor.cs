using Ingest.Core.Sinks;

namespace Ingest.Core.Batching;

/// <summary>Where a sink stands in the log.</summary>
/// <param name="LogId">The log that the addresses belong to.</param>
/// <param name="Address">Everything before it is in the sink.</param>
/// <param name="PendingEnd">End of the range that begins at <paramref name="Address"/> and may have been sent already; 0 when there is none.</param>
internal readonly record struct SinkCursor(Guid LogId, long Address, long PendingEnd)
{
    /// <summary>True when a range may have been sent whose outcome is unknown.</summary>
    public bool HasPending => PendingEnd != 0;

    /// <summary>The range that must be sent as it is before any other.</summary>
    public LogRange Pending => new(LogId, Address, PendingEnd);
}
