using System.Buffers;
using System.Text;
using Ingest.Core.Batching;
using Ingest.Core.Events;
using Ingest.Core.Log.Records;

namespace Ingest.Tests.Iceberg.Tables;

/// <summary>One event of a batch, as far as the lake's rows depend on it.</summary>
internal sealed record LakeEvent(Guid Site, Guid Session, long TimeMs)
{
    public EventType Type { get; init; } = EventType.Pageview;

    public Guid EventId { get; init; } = Guid.NewGuid();

    public string? DistinctId { get; init; }

    public string? Browser { get; init; }

    public IReadOnlyList<(string Key, string Text)> Data { get; init; } = [];
}

/// <summary>Batches of given events, by way of the log's records.</summary>
internal static class LakeBatch
{
    public static EventBatch Of(IEnumerable<LakeEvent> events)
    {
        var batch = new EventBatch();
        var record = new ArrayBufferWriter<byte>();
        foreach (var given in events)
        {
            record.ResetWrittenCount();
            RecordEncoder.Encode(Draft(given), record);
            Assert.True(RecordDecoder.TryDecode(record.WrittenSpan, batch));
        }

        return batch;
    }

    private static EventDraft Draft(LakeEvent given)
    {
        var draft = new EventDraft
        {
            Type = given.Type,
            SiteId = given.Site,
            SessionId = given.Session,
            VisitId = given.Session,
            EventId = given.EventId,
            EventTimeMs = given.TimeMs,
            ReceivedAtMs = given.TimeMs,
            TakenAtMs = given.TimeMs,
        };
        draft.Set(TextField.DistinctId, Encoding.UTF8.GetBytes(given.DistinctId ?? ""));
        draft.Set(TextField.Browser, Encoding.UTF8.GetBytes(given.Browser ?? ""));
        foreach (var (key, text) in given.Data)
        {
            draft.Add(new DataValue(
                draft.Arena.Append(Encoding.UTF8.GetBytes(key)), draft.Arena.Append(Encoding.UTF8.GetBytes(text)), double.NaN, DataValueType.Text));
        }

        return draft;
    }
}
