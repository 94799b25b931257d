using Ingest.Core.Buffers;

namespace Ingest.Core.Batching;

/// <summary>Signs of life, as columns: row i of each is one record.</summary>
public sealed class CanaryColumns
{
    /// <summary>Number of records.</summary>
    public int Count => NodeId.Count;

    /// <summary>Identity of the log, which stands for the server.</summary>
    public ColumnBuffer<Guid> NodeId { get; } = new();

    /// <summary>When it was sent, Unix milliseconds.</summary>
    public ColumnBuffer<long> SentAtMs { get; } = new();

    /// <summary>When the last was sent, Unix milliseconds; 0 when there is none. They lie in the order in which they were sent.</summary>
    public long LastSentAtMs => Count == 0 ? 0 : SentAtMs.Values[^1];

    /// <summary>Removes every record, keeping the memory.</summary>
    public void Clear()
    {
        NodeId.Clear();
        SentAtMs.Clear();
    }
}
