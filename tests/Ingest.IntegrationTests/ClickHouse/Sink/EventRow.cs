using System.Text;
using Ingest.Core.Batching;
using Ingest.Core.Events;

namespace Ingest.IntegrationTests.ClickHouse.Sink;

/// <summary>One event as a test writes it down. What is left out is absent: empty, NaN or zero.</summary>
public sealed record EventRow
{
    public static readonly Guid Site = new("11111111-2222-4333-8444-555555555555");

    public Guid SiteId { get; init; } = Site;

    public Guid SessionId { get; init; } = Numbered(1);

    public Guid VisitId { get; init; } = Numbered(2);

    public Guid EventId { get; init; } = Guid.NewGuid();

    public DateTimeOffset Time { get; init; } = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public DateTimeOffset? ReceivedAt { get; init; }

    public EventType Type { get; init; } = EventType.Pageview;

    public long RevenueE4 { get; init; }

    public Dictionary<TextField, byte[]> Texts { get; init; } = [];

    public Dictionary<VitalField, double> Vitals { get; init; } = [];

    public List<(string Key, string Text, double Number, DataValueType Type)> Values { get; init; } = [];

    public string Path
    {
        init => Texts[TextField.UrlPath] = Encoding.UTF8.GetBytes(value);
    }

    public static Guid Numbered(int number) => new(number, 7, 0x4000, [0x80, 0, 0, 0, 0, 0, 0, 1]);

    public EventRow With(TextField field, string text) => this with { Texts = new(Texts) { [field] = Encoding.UTF8.GetBytes(text) } };

    public static EventBatch Batch(params IEnumerable<EventRow> rows)
    {
        var batch = new EventBatch();
        foreach (var row in rows)
            row.AddTo(batch);
        return batch;
    }

    private void AddTo(EventBatch batch)
    {
        batch.SiteId.Add(SiteId);
        batch.SessionId.Add(SessionId);
        batch.VisitId.Add(VisitId);
        batch.EventId.Add(EventId);
        batch.EventTimeMs.Add(Time.ToUnixTimeMilliseconds());
        batch.ReceivedAtMs.Add((ReceivedAt ?? Time).ToUnixTimeMilliseconds());
        batch.EventType.Add((byte)Type);
        batch.RevenueE4.Add(RevenueE4);
        for (var field = 0; field < TextFields.Count; field++)
            batch.Text((TextField)field).Add(Texts.GetValueOrDefault((TextField)field) ?? []);
        foreach (var vital in Enum.GetValues<VitalField>())
            batch.Vital(vital).Add(Vitals.GetValueOrDefault(vital, double.NaN));
        foreach (var (key, text, number, type) in Values)
        {
            batch.DataKeys.Add(Encoding.UTF8.GetBytes(key));
            batch.DataTexts.Add(Encoding.UTF8.GetBytes(text));
            batch.DataNumbers.Add(number);
            batch.DataTypes.Add((byte)type);
        }

        batch.DataEnds.Add(batch.DataKeys.Count);
    }
}
