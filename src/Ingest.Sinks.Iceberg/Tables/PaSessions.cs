using System.Text;
using Ingest.Core.Events;
using Ingest.Parquet.Columns;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Tables;

/// <summary>
/// <c>pa_sessions</c>: one row per session and flush, of what the flush has of it. Who reads takes the row with the latest <c>updated_at</c>.
/// </summary>
/// <remarks>Reused from batch to batch.</remarks>
internal sealed class PaSessions
{
    /// <summary>Its name in the namespace.</summary>
    public const string Name = "pa_sessions";

    // Of the session's first event, as metadata_session has them in ClickHouse.
    private static readonly string[] FirstTexts = ["hostname", "browser", "os", "device", "screen", "language", "country", "region", "city"];

    private readonly RecordBatch _sessions = new(FileSchema.Of(Definition.Schema, _ => true));

    /// <summary>What it is when it is created.</summary>
    public static TableDefinition Definition { get; } = LakeTableFile.Read(Name);

    /// <summary>The sessions of a batch, by day of their first event, site and session.</summary>
    public TableRows Arrange(EventRows events)
    {
        _sessions.Clear();
        var keys = KeysOf(events);
        for (var start = 0; start < keys.Length;)
        {
            var end = start + 1;
            while (end < keys.Length && keys[end].IsSameSession(keys[start]))
            {
                end++;
            }

            AddSession(events, keys.AsSpan(start, end - start));
            start = end;
        }

        // Sites and sessions are in order already: the day comes first, and what is equal stays as it is.
        var created = Column<FixedColumn<long>>("created_at").Values;
        var rows = new RowKey[_sessions.RowCount];
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] = new RowKey(Transforms.DayOf(created[row]), Guid.Empty, Time: 0, row);
        }

        return RowKey.Arrange(_sessions, rows);
    }

    private static SessionKey[] KeysOf(EventRows events)
    {
        var sites = events.SiteId.Values;
        var sessions = events.SessionId.Values;
        var times = events.EventTime.Values;
        var keys = new SessionKey[events.Rows.RowCount];
        for (var row = 0; row < keys.Length; row++)
        {
            keys[row] = new SessionKey(sites[row], sessions[row], times[row], row);
        }

        keys.AsSpan().Sort(SessionKey.Compare);
        return keys;
    }

    private void AddSession(EventRows events, ReadOnlySpan<SessionKey> keys)
    {
        EventRows.AddUuidTexts(Column<TextColumn>("site_id"), [keys[0].SiteId]);
        Column<FixedColumn<Guid>>("session_id").Add(keys[0].SessionId);
        Column<FixedColumn<long>>("created_at").Add(keys[0].Time);
        Column<FixedColumn<long>>("updated_at").Add(keys[^1].Time);
        foreach (var name in FirstTexts)
        {
            Column<TextColumn>(name).AddRows(events.Column<TextColumn>(name), [keys[0].Row]);
        }

        var distinctIds = events.Column<TextColumn>("distinct_id");
        var named = keys.Length - 1;
        while (named > 0 && !distinctIds.HasValue(keys[named].Row))
        {
            named--;
        }

        Column<TextColumn>("distinct_id").AddRows(distinctIds, [keys[named].Row]);
        AddIdentified(events, keys);
    }

    // The latest value of each key counts, as in v_pa_session_data.
    private void AddIdentified(EventRows events, ReadOnlySpan<SessionKey> keys)
    {
        var into = Column<MapColumn>("data");
        Dictionary<string, byte[]>? values = null;
        foreach (var key in keys)
        {
            if (events.EventType.Values[key.Row] == (int)EventType.Identify && events.EventData.HasValue(key.Row))
            {
                Collect(events.EventData, key.Row, values ??= new(StringComparer.Ordinal));
            }
        }

        if (values is null)
        {
            into.AddNull();
            return;
        }

        foreach (var (name, value) in values)
        {
            into.Keys.Add(Encoding.UTF8.GetBytes(name));
            ((TextColumn)into.Values).Add(value);
        }

        into.EndRow();
    }

    private static void Collect(MapColumn data, int row, Dictionary<string, byte[]> values)
    {
        for (var i = row == 0 ? 0 : data.Ends[row - 1]; i < data.Ends[row]; i++)
        {
            values[Encoding.UTF8.GetString(data.Keys[i])] = ((TextColumn)data.Values)[i].ToArray();
        }
    }

    private T Column<T>(string name)
        where T : Column => (T)_sessions.Columns.First(column => column.Schema.Name == name);

    private readonly record struct SessionKey(Guid SiteId, Guid SessionId, long Time, int Row)
    {
        public bool IsSameSession(SessionKey other) => SiteId == other.SiteId && SessionId == other.SessionId;

        public static int Compare(SessionKey one, SessionKey other)
        {
            var order = one.SiteId.CompareTo(other.SiteId);
            order = order == 0 ? one.SessionId.CompareTo(other.SessionId) : order;
            order = order == 0 ? one.Time.CompareTo(other.Time) : order;
            return order == 0 ? one.Row.CompareTo(other.Row) : order;
        }
    }
}
