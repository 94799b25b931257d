using System.Text;
using Ingest.Core.Batching;
using Ingest.Core.Buffers;
using Ingest.Core.Events;
using Ingest.Parquet.Columns;

namespace Ingest.Sinks.Iceberg.Tables;

/// <summary>A batch of the log as rows of <c>pa_events</c>: the one place that joins the two. Identify is among them; the tables choose.</summary>
/// <remarks>Hot path: no allocation per event. Reused from batch to batch.</remarks>
internal sealed class EventRows
{
    // Columns of the lake that are texts of the log, under the same names as in ClickHouse.
    private static readonly (string Name, TextField Field)[] Texts =
    [
        ("event_name", TextField.EventName), ("hostname", TextField.Hostname), ("url_path", TextField.UrlPath), ("url_query", TextField.UrlQuery),
        ("page_title", TextField.PageTitle), ("referrer_path", TextField.ReferrerPath), ("referrer_query", TextField.ReferrerQuery),
        ("referrer_domain", TextField.ReferrerDomain), ("utm_source", TextField.UtmSource), ("utm_medium", TextField.UtmMedium),
        ("utm_campaign", TextField.UtmCampaign), ("utm_content", TextField.UtmContent), ("utm_term", TextField.UtmTerm), ("gclid", TextField.Gclid),
        ("fbclid", TextField.Fbclid), ("msclkid", TextField.Msclkid), ("ttclid", TextField.Ttclid), ("li_fat_id", TextField.LiFatId),
        ("twclid", TextField.Twclid), ("browser", TextField.Browser), ("os", TextField.Os), ("device", TextField.Device), ("screen", TextField.Screen),
        ("language", TextField.Language), ("country", TextField.Country), ("region", TextField.Region), ("city", TextField.City), ("tag", TextField.Tag),
        ("distinct_id", TextField.DistinctId), ("currency", TextField.Currency),
    ];

    private static readonly (string Name, VitalField Field)[] Vitals =
    [
        ("lcp", VitalField.Lcp), ("inp", VitalField.Inp), ("cls", VitalField.Cls), ("fcp", VitalField.Fcp), ("ttfb", VitalField.Ttfb),
    ];

    private const long MicrosPerMs = 1000;
    private const int UuidTextBytes = 36;

    // Most events have a few values: those are compared one by one, without a set.
    private const int ShortMap = 16;

    private readonly HashSet<string> _keysOfRow = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Column> _columns;

    public EventRows()
    {
        Rows = new RecordBatch(FileSchema.Of(PaEvents.Definition.Schema, _ => true));
        _columns = Rows.Columns.ToDictionary(column => column.Schema.Name);
        SessionId = Column<FixedColumn<Guid>>("session_id");
        EventTime = Column<FixedColumn<long>>("event_time");
        EventType = Column<FixedColumn<int>>("event_type");
        EventData = Column<MapColumn>("data");
    }

    /// <summary>The rows, in the order of the log.</summary>
    public RecordBatch Rows { get; }

    /// <summary>Site of each row.</summary>
    public ColumnBuffer<Guid> SiteId { get; } = new();

    /// <summary>Session of each row.</summary>
    public FixedColumn<Guid> SessionId { get; }

    /// <summary>Time of each row, Unix microseconds.</summary>
    public FixedColumn<long> EventTime { get; }

    /// <summary>Event type of each row, <see cref="Core.Events.EventType"/> as its number.</summary>
    public FixedColumn<int> EventType { get; }

    /// <summary>Event data of each row.</summary>
    public MapColumn EventData { get; }

    /// <summary>A column by its name.</summary>
    public T Column<T>(string name)
        where T : Column => (T)_columns[name];

    /// <summary>Takes the events of a batch in place of those before.</summary>
    public void Fill(EventBatch batch)
    {
        Rows.Clear();
        SiteId.Clear();
        SiteId.Add(batch.SiteId.Values);
        AddUuidTexts(Column<TextColumn>("site_id"), batch.SiteId.Values);
        AddAll(SessionId, batch.SessionId.Values);
        AddAll(Column<FixedColumn<Guid>>("visit_id"), batch.VisitId.Values);
        AddAll(Column<FixedColumn<Guid>>("event_id"), batch.EventId.Values);
        AddTimes(EventTime, batch.EventTimeMs.Values);
        AddTimes(Column<FixedColumn<long>>("received_at"), batch.ReceivedAtMs.Values);
        foreach (var type in batch.EventType.Values)
        {
            EventType.Add(type);
        }

        foreach (var (name, field) in Texts)
        {
            AddTexts(Column<TextColumn>(name), batch.Text(field));
        }

        foreach (var (name, field) in Vitals)
        {
            AddNumbers(Column<FixedColumn<double>>(name), batch.Vital(field));
        }

        AddRevenue(Column<FixedColumn<long>>("revenue"), batch);
        AddData(batch);
    }

    private static void AddAll<T>(FixedColumn<T> column, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        foreach (var value in values)
        {
            column.Add(value);
        }
    }

    /// <summary>Appends UUIDs as texts.</summary>
    public static void AddUuidTexts(TextColumn column, ReadOnlySpan<Guid> values)
    {
        Span<byte> text = stackalloc byte[UuidTextBytes];
        foreach (var value in values)
        {
            _ = value.TryFormat(text, out _);
            column.Add(text);
        }
    }

    private static void AddTimes(FixedColumn<long> column, ReadOnlySpan<long> values)
    {
        foreach (var value in values)
        {
            column.Add(value * MicrosPerMs);
        }
    }

    // What was not sent is an empty text in the log, and no value in the lake.
    private static void AddTexts(TextColumn column, Utf8Column texts)
    {
        foreach (var text in texts)
        {
            if (text.IsEmpty)
            {
                column.AddNull();
            }
            else
            {
                column.Add(text);
            }
        }
    }

    private static void AddNumbers(FixedColumn<double> column, SparseColumn numbers)
    {
        var next = 0;
        for (var row = 0; row < numbers.Count; row++)
        {
            if (numbers.Present[row])
            {
                column.Add(numbers.Values[next++]);
            }
            else
            {
                column.AddNull();
            }
        }
    }

    // A currency comes with an amount and never alone.
    private static void AddRevenue(FixedColumn<long> column, EventBatch batch)
    {
        foreach (var amount in batch.RevenueE4.Values)
        {
            if (amount == 0)
            {
                column.AddNull();
            }
            else
            {
                column.Add(amount);
            }
        }
    }

    // Of equal keys the first counts, as ClickHouse's data_text['key'] reads it: a map of Parquet has each key once.
    private void AddData(EventBatch batch)
    {
        var values = (TextColumn)EventData.Values;
        var keys = batch.DataKeys.GetEnumerator();
        var texts = batch.DataTexts.GetEnumerator();
        var start = 0;
        foreach (var end in batch.DataEnds.Values)
        {
            var first = EventData.Keys.Count;
            _keysOfRow.Clear();
            for (var i = start; i < end; i++)
            {
                keys.MoveNext();
                texts.MoveNext();
                if (IsFirst(first, keys.Current, isLong: end - start > ShortMap))
                {
                    EventData.Keys.Add(keys.Current);
                    values.Add(texts.Current);
                }
            }

            if (end == start)
            {
                EventData.AddNull();
            }
            else
            {
                EventData.EndRow();
            }

            start = end;
        }
    }

    // Comparing each key with all before it would take minutes for a batch of hostile events, which have thousands.
    private bool IsFirst(int first, ReadOnlySpan<byte> key, bool isLong)
    {
        if (isLong)
        {
            return _keysOfRow.Add(Encoding.UTF8.GetString(key));
        }

        for (var i = first; i < EventData.Keys.Count; i++)
        {
            if (EventData.Keys[i].SequenceEqual(key))
            {
                return false;
            }
        }

        return true;
    }
}
