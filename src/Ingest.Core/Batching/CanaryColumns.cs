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

    /// <summary>When the newest was sent, Unix milliseconds; 0 when there is none.</summary>
    public long NewestSentAtMs
    {
        get
        {
            var newest = 0L;
            foreach (var sentAt in SentAtMs.Values)
            {
                newest = Math.Max(newest, sentAt);
            }

            return newest;
        }
    }

    /// <summary>Removes every record, keeping the memory.</summary>
    public void Clear()
    {
        NodeId.Clear();
        SentAtMs.Clear();
    }
}
