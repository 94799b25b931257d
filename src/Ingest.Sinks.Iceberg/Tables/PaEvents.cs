using Ingest.Core.Events;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Tables;

/// <summary><c>pa_events</c>: one row per event, as <c>v_pa_events</c> in ClickHouse; what identify sets is in <c>pa_sessions</c>.</summary>
internal static class PaEvents
{
    /// <summary>Its name in the namespace.</summary>
    public const string Name = "pa_events";

    /// <summary>What it is when it is created.</summary>
    public static TableDefinition Definition { get; } = LakeTableFile.Read(Name);

    /// <summary>The rows of a batch, by day, site and time.</summary>
    public static TableRows Arrange(EventRows events)
    {
        var sites = events.SiteId.Values;
        var times = events.EventTime.Values;
        var types = events.EventType.Values;
        var keys = new RowKey[events.Rows.RowCount];
        var count = 0;
        for (var row = 0; row < keys.Length; row++)
        {
            if (types[row] != (int)EventType.Identify)
            {
                keys[count++] = new RowKey(Transforms.DayOf(times[row]), sites[row], times[row], row);
            }
        }

        return RowKey.Arrange(events.Rows, keys.AsSpan(0, count));
    }
}
