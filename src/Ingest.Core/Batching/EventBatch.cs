using Ingest.Core.Buffers;
using Ingest.Core.Events;

namespace Ingest.Core.Batching;

/// <summary>A contiguous run of log records as columns, ready for a columnar sink. Reused from batch to batch.</summary>
/// <remarks>
/// Hot path: no allocation per event. All columns but those of the side records have <see cref="RowCount"/> values; row i of each is one event.
/// </remarks>
public sealed class EventBatch
{
    private readonly Utf8Column[] _texts = Create<Utf8Column>(TextFields.Count);
    private readonly SparseColumn[] _vitals = Create<SparseColumn>(5);

    /// <summary>Number of events.</summary>
    public int RowCount => EventType.Count;

    /// <summary>Number of side records: what came along with the events and is none.</summary>
    public int SideCount => Rejections.Count + Canaries.Count + Bots.Count;

    /// <summary>True when there is nothing to deliver.</summary>
    public bool IsEmpty => RowCount == 0 && SideCount == 0;

    /// <summary>Size of the records the batch was made from, in bytes.</summary>
    public long RecordBytes { get; set; }

    /// <summary>Website, link or pixel.</summary>
    public ColumnBuffer<Guid> SiteId { get; } = new();

    /// <summary>Session.</summary>
    public ColumnBuffer<Guid> SessionId { get; } = new();

    /// <summary>Visit.</summary>
    public ColumnBuffer<Guid> VisitId { get; } = new();

    /// <summary>Identity of the event.</summary>
    public ColumnBuffer<Guid> EventId { get; } = new();

    /// <summary>Time of the event, Unix milliseconds.</summary>
    public ColumnBuffer<long> EventTimeMs { get; } = new();

    /// <summary>Time of reception as it is stored, Unix milliseconds.</summary>
    public ColumnBuffer<long> ReceivedAtMs { get; } = new();

    /// <summary>When the server took the event by its clock, Unix milliseconds: for the age of what is undelivered, no sink's column.</summary>
    public ColumnBuffer<long> TakenAtMs { get; } = new();

    /// <summary>Event type, <see cref="Events.EventType"/> as its number.</summary>
    public ColumnBuffer<byte> EventType { get; } = new();

    /// <summary>Revenue in ten-thousandths of the currency unit; 0 without revenue.</summary>
    public ColumnBuffer<long> RevenueE4 { get; } = new();

    /// <summary>For each event, the number of event data values of all events up to and including it.</summary>
    public ColumnBuffer<int> DataEnds { get; } = new();

    /// <summary>Keys of event data, all events end to end.</summary>
    public Utf8Column DataKeys { get; } = new();

    /// <summary>Texts of event data, beside <see cref="DataKeys"/>.</summary>
    public Utf8Column DataTexts { get; } = new();

    /// <summary>Numbers of event data, beside <see cref="DataKeys"/>; NaN when the value is none.</summary>
    public ColumnBuffer<double> DataNumbers { get; } = new();

    /// <summary>Types of event data, beside <see cref="DataKeys"/>: <see cref="DataValueType"/> as its number.</summary>
    public ColumnBuffer<byte> DataTypes { get; } = new();

    /// <summary>Counts of events that were not stored.</summary>
    public RejectionColumns Rejections { get; } = new();

    /// <summary>Signs of life.</summary>
    public CanaryColumns Canaries { get; } = new();

    /// <summary>Events of bots, kept aside.</summary>
    public BotColumns Bots { get; } = new();

    /// <summary>A text column.</summary>
    public Utf8Column Text(TextField field) => _texts[(int)field];

    /// <summary>A web vital's column; NaN when it was not sent.</summary>
    public SparseColumn Vital(VitalField field) => _vitals[(int)field];

    /// <summary>Removes every row, keeping the memory.</summary>
    public void Clear()
    {
        Array.ForEach(_texts, column => column.Clear());
        Array.ForEach(_vitals, column => column.Clear());
        Array.ForEach([SiteId, SessionId, VisitId, EventId], column => column.Clear());
        Array.ForEach([EventTimeMs, ReceivedAtMs, TakenAtMs, RevenueE4], column => column.Clear());
        EventType.Clear();
        DataEnds.Clear();
        DataKeys.Clear();
        DataTexts.Clear();
        DataNumbers.Clear();
        DataTypes.Clear();
        Rejections.Clear();
        Canaries.Clear();
        Bots.Clear();
        RecordBytes = 0;
    }

    private static T[] Create<T>(int count)
        where T : new()
    {
        var created = new T[count];
        for (var i = 0; i < count; i++)
        {
            created[i] = new T();
        }

        return created;
    }
}
