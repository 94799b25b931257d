using System.Text;
using Ingest.Core.Events;
using Ingest.IntegrationTests.ClickHouse.Sink;

namespace Ingest.IntegrationTests.Metrics.Reference;

/// <summary>An event as the facts have it.</summary>
/// <param name="Row">The event.</param>
/// <param name="Tie">What orders events of one millisecond: ClickHouse's hash of the event id.</param>
/// <param name="TitleTie">What orders titles of one millisecond: ClickHouse's hash of the title.</param>
internal sealed record Fact(EventRow Row, ulong Tie, ulong TitleTie)
{
    public const long HourMs = 3_600_000;

    public Guid Session => Row.SessionId;

    public Guid Visit => Row.VisitId;

    public Guid Id => Row.EventId;

    public EventType Type => Row.Type;

    public long Ms { get; } = Row.Time.ToUnixTimeMilliseconds();

    /// <summary>Whole hours since 1970, toward zero.</summary>
    public long Hour => Ms / HourMs;

    public bool IsView => Type is EventType.Pageview or EventType.Link or EventType.Pixel;

    public bool IsCustom => Type is EventType.Custom;

    /// <summary>What orders events.</summary>
    public (long Ms, ulong Tie) Order => (Ms, Tie);

    public string Path => Text(TextField.UrlPath);

    public string Name => Text(TextField.EventName);

    /// <summary>The event as a step: <c>path:/cart</c> or <c>event:purchase</c>.</summary>
    public string Step => IsCustom ? $"event:{Name}" : $"path:{Path}";

    /// <summary>The data, each key once, with its first value.</summary>
    public IEnumerable<(string Key, string Text, double Number, DataValueType Type)> Values => Row.Values.DistinctBy(value => value.Key);

    public string Text(TextField field) => Encoding.UTF8.GetString(Row.Texts.GetValueOrDefault(field) ?? []);
}
