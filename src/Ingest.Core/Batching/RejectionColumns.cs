using Ingest.Core.Buffers;

namespace Ingest.Core.Batching;

/// <summary>Counts of events that were not stored, as columns: row i of each is one record.</summary>
public sealed class RejectionColumns
{
    /// <summary>Number of records.</summary>
    public int Count => SiteId.Count;

    /// <summary>Registered site that the events named; the nil UUID when there was none or it is not known.</summary>
    public ColumnBuffer<Guid> SiteId { get; } = new();

    /// <summary>Identity of the record.</summary>
    public ColumnBuffer<Guid> RecordId { get; } = new();

    /// <summary>Begin of the minute, Unix milliseconds.</summary>
    public ColumnBuffer<long> MinuteMs { get; } = new();

    /// <summary>Stage that dropped them.</summary>
    public Utf8Column Stage { get; } = new();

    /// <summary>Why, by the name of the reason.</summary>
    public Utf8Column Reason { get; } = new();

    /// <summary>How many.</summary>
    public ColumnBuffer<long> Events { get; } = new();

    /// <summary>Removes every record, keeping the memory.</summary>
    public void Clear()
    {
        SiteId.Clear();
        RecordId.Clear();
        MinuteMs.Clear();
        Stage.Clear();
        Reason.Clear();
        Events.Clear();
    }
}
