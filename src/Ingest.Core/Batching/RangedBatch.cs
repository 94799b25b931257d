using Ingest.Core.Log;
using Ingest.Core.Sinks;

namespace Ingest.Core.Batching;

/// <summary>A batch with the range of the log it was read from. Two of them take turns: one is filled while the other is delivered.</summary>
internal sealed class RangedBatch
{
    /// <summary>The rows.</summary>
    public EventBatch Rows { get; } = new();

    /// <summary>The range they were read from.</summary>
    public LogRange Range { get; set; }

    /// <summary>Everything committed before this address is in this batch or an earlier one. Lies beyond the range when the reader had reached the end.</summary>
    public long CoveredAddress { get; set; }

    /// <summary>Events of the range, and records that could not be read; side records are not counted.</summary>
    public long RecordCount { get; set; }

    /// <summary>Records of the range whose bytes were read, decoded or not: what it can be divided into.</summary>
    public long IntactCount { get; set; }

    /// <summary>Records of the range that could not be read or decoded.</summary>
    public long DamagedCount { get; set; }

    /// <summary>Where they are: their bytes are kept before the cursor passes them.</summary>
    public IReadOnlyList<DamagedStretch> Damage { get; set; } = [];

    /// <summary>What closed it.</summary>
    public CloseReason ClosedBy { get; set; }

    /// <summary>When its first event was taken by the server, Unix milliseconds; 0 while it has none.</summary>
    public long FirstReceivedAtMs => Rows.RowCount == 0 ? 0 : Rows.TakenAtMs.Values[0];

    /// <summary>Since when its first event waits; null while it has none, or before <see cref="BatchClock"/> has seen it.</summary>
    public BatchWait? Wait { get; set; }

    /// <summary>Its last canary: the wall clock's time that it carries, 0 for none, and a timestamp of the monotonic clock for it.</summary>
    public (long SentAtMs, long SentAt) LastCanary { get; set; }

    /// <summary>Empties it for a range that begins at an address.</summary>
    public void Start(Guid logId, long address)
    {
        Rows.Clear();
        Range = new LogRange(logId, address, address);
        (Wait, LastCanary) = (null, default);
        (CoveredAddress, RecordCount, IntactCount, DamagedCount, Damage, ClosedBy) = (address, 0, 0, 0, [], CloseReason.None);
    }
}
