using Ingest.Core.Buffers;
using Ingest.Core.Events;

namespace Ingest.Core.Batching;

/// <summary>Events of bots, kept aside, as columns: row i of each is one event.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public sealed class BotColumns
{
    private readonly Utf8Column[] _texts = [.. Fields.ToArray().Select(_ => new Utf8Column())];

    /// <summary>The texts that are kept of a bot's event: what tells who it was and what it asked for.</summary>
    public static ReadOnlySpan<TextField> Fields =>
    [
        TextField.EventName, TextField.Hostname, TextField.UrlPath, TextField.UrlQuery, TextField.ReferrerDomain,
        TextField.Browser, TextField.Os, TextField.Device, TextField.Country,
    ];

    /// <summary>Number of events.</summary>
    public int Count => SiteId.Count;

    /// <summary>Website, link or pixel.</summary>
    public ColumnBuffer<Guid> SiteId { get; } = new();

    /// <summary>Identity of the event.</summary>
    public ColumnBuffer<Guid> EventId { get; } = new();

    /// <summary>Time of the event, Unix milliseconds.</summary>
    public ColumnBuffer<long> EventTimeMs { get; } = new();

    /// <summary>Time of reception, Unix milliseconds.</summary>
    public ColumnBuffer<long> ReceivedAtMs { get; } = new();

    /// <summary>The pattern that its user agent matched.</summary>
    public Utf8Column Rule { get; } = new();

    /// <summary>The column of one of <see cref="Fields"/>; null for any other field.</summary>
    public Utf8Column? Text(TextField field) => Fields.IndexOf(field) is >= 0 and var index ? _texts[index] : null;

    /// <summary>Removes every event, keeping the memory.</summary>
    public void Clear()
    {
        Array.ForEach(_texts, column => column.Clear());
        SiteId.Clear();
        EventId.Clear();
        EventTimeMs.Clear();
        ReceivedAtMs.Clear();
        Rule.Clear();
    }
}
