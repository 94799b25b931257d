using System.Text;
using Ingest.Core.Batching;
using Ingest.Core.Events;

namespace Ingest.IntegrationTests.ClickHouse.Sink;

/// <summary>Side records as a test writes them down.</summary>
internal static class SideRows
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static EventBatch WithRejections(this EventBatch batch, Guid record, DateTimeOffset minute, string reason, long events)
    {
        batch.Rejections.SiteId.Add(EventRow.Site);
        batch.Rejections.RecordId.Add(record);
        batch.Rejections.MinuteMs.Add(minute.ToUnixTimeMilliseconds());
        batch.Rejections.Stage.Add("site"u8);
        batch.Rejections.Reason.Add(Encoding.UTF8.GetBytes(reason));
        batch.Rejections.Events.Add(events);
        return batch;
    }

    public static EventBatch WithBot(this EventBatch batch, Guid id, string rule, string path)
    {
        batch.Bots.SiteId.Add(EventRow.Site);
        batch.Bots.EventId.Add(id);
        batch.Bots.EventTimeMs.Add(Noon.AddYears(-100).ToUnixTimeMilliseconds());
        batch.Bots.ReceivedAtMs.Add(Noon.ToUnixTimeMilliseconds());
        batch.Bots.Rule.Add(Encoding.UTF8.GetBytes(rule));
        foreach (var field in BotColumns.Fields)
            batch.Bots.Text(field)!.Add(Encoding.UTF8.GetBytes(field == TextField.UrlPath ? path : $"text of {field}"));
        return batch;
    }

    public static EventBatch WithCanary(this EventBatch batch, Guid node, DateTimeOffset sentAt)
    {
        batch.Canaries.NodeId.Add(node);
        batch.Canaries.SentAtMs.Add(sentAt.ToUnixTimeMilliseconds());
        return batch;
    }
}
