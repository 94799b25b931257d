using Ingest.Core.Events;

namespace Ingest.Sinks.ClickHouse.Native;

/// <summary>The columns of the tables beside <c>fact_event</c>, and where each comes from.</summary>
internal static class SideColumns
{
    private const string Time = "DateTime64(3, 'UTC')";

    /// <summary>Of <c>fact_rejection</c>.</summary>
    public static IReadOnlyList<NativeColumn> Rejections { get; } =
    [
        new UuidColumn("site_id", batch => batch.Rejections.SiteId),
        new NumberColumn<long>("minute", Time, batch => batch.Rejections.MinuteMs),
        new LowCardinalityColumn("stage", batch => batch.Rejections.Stage),
        new LowCardinalityColumn("reason", batch => batch.Rejections.Reason),
        new NumberColumn<long>("events", "Int64", batch => batch.Rejections.Events),
        new UuidColumn("record_id", batch => batch.Rejections.RecordId),
    ];

    /// <summary>Of <c>metadata_canary</c>.</summary>
    public static IReadOnlyList<NativeColumn> Canaries { get; } =
    [
        new UuidColumn("node_id", batch => batch.Canaries.NodeId),
        new NumberColumn<long>("sent_at", Time, batch => batch.Canaries.SentAtMs),
    ];

    /// <summary>Of <c>fact_bot</c>.</summary>
    public static IReadOnlyList<NativeColumn> Bots { get; } =
    [
        new UuidColumn("site_id", batch => batch.Bots.SiteId),
        new UuidColumn("event_id", batch => batch.Bots.EventId),
        new NumberColumn<long>("event_time", Time, batch => batch.Bots.EventTimeMs),
        new LowCardinalityColumn("rule", batch => batch.Bots.Rule),
        BotText("event_name", TextField.EventName),
        BotText("hostname", TextField.Hostname),
        BotText("url_path", TextField.UrlPath),
        new TextColumn("url_query", batch => batch.Bots.Text(TextField.UrlQuery)!),
        BotText("referrer_domain", TextField.ReferrerDomain),
        BotText("browser", TextField.Browser),
        BotText("os", TextField.Os),
        BotText("device", TextField.Device),
        BotText("country", TextField.Country),
        new NumberColumn<long>("received_at", Time, batch => batch.Bots.ReceivedAtMs),
    ];

    private static LowCardinalityColumn BotText(string name, TextField field) => new(name, batch => batch.Bots.Text(field)!);
}
