using System.Globalization;
using System.Text;
using Ingest.Core.Buffers;
using Ingest.Core.Diagnostics.Drops;
using Ingest.Core.Events;
using Ingest.Core.Intake;

namespace Ingest.Core.Log.Records;

/// <summary>Makes drafts of the records that are no events. <see cref="SideRecords"/> reads them back.</summary>
internal static class SideDrafts
{
    /// <summary>Makes an empty draft a count of dropped events.</summary>
    public static void FillRejections(EventDraft draft, DropCount count, long nowMs)
    {
        draft.Type = EventType.Rejections;
        (draft.SiteId, draft.EventId) = (count.Key.SiteId, count.RecordId);
        (draft.EventTimeMs, draft.ReceivedAtMs) = (count.Key.MinuteMs, nowMs);
        Add(draft, SideRecords.StageKey, count.Key.Stage, double.NaN);
        Add(draft, SideRecords.ReasonKey, RejectionNames.Of(count.Key.Reason), double.NaN);
        Add(draft, SideRecords.EventsKey, count.Events.ToString(CultureInfo.InvariantCulture), count.Events);
    }

    /// <summary>Makes an empty draft a sign of life.</summary>
    public static void FillCanary(EventDraft draft, Guid nodeId, long sentAtMs)
    {
        draft.Type = EventType.Canary;
        (draft.SiteId, draft.EventId) = (nodeId, Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(sentAtMs)));
        (draft.EventTimeMs, draft.ReceivedAtMs) = (sentAtMs, sentAtMs);
    }

    /// <summary>Makes the draft of an enriched event that of a bot's, without the ids of visitors and without event data.</summary>
    /// <remarks>Hot path: no allocation per event.</remarks>
    public static void TurnIntoBot(EventDraft draft, string rule)
    {
        draft.Type = EventType.Bot;
        (draft.SessionId, draft.VisitId) = (Guid.Empty, Guid.Empty);

        // Kept under its id, but in nobody's way: the id of a visitor's event is its own.
        draft.HasGivenId = false;
        draft.ClearData();
        Add(draft, SideRecords.RuleKey, rule, double.NaN);
    }

    private static void Add(EventDraft draft, ReadOnlySpan<byte> key, string text, double number)
    {
        var type = double.IsNaN(number) ? DataValueType.Text : DataValueType.Number;
        draft.Add(new DataValue(draft.Arena.Append(key), Append(draft.Arena, text), number, type));
    }

    private static Utf8Slice Append(Utf8Arena arena, string text)
    {
        var start = arena.Length;
        arena.Advance(Encoding.UTF8.GetBytes(text, arena.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
        return arena.SliceFrom(start);
    }
}
