using Ingest.Core.Events;

namespace Ingest.Sinks.ClickHouse.Native;

/// <summary>The columns of <c>fact_event</c> and where each comes from: the one place that joins table and batch.</summary>
internal static class EventColumns
{
    private const string Time = "DateTime64(3, 'UTC')";

    /// <summary>Every column, in the order in which a block carries them.</summary>
    public static IReadOnlyList<NativeColumn> All { get; } =
    [
        new UuidColumn("site_id", batch => batch.SiteId),
        new UuidColumn("session_id", batch => batch.SessionId),
        new UuidColumn("visit_id", batch => batch.VisitId),
        new UuidColumn("event_id", batch => batch.EventId),
        new NumberColumn<long>("event_time", Time, batch => batch.EventTimeMs),
        new NumberColumn<byte>("event_type", "UInt8", batch => batch.EventType),
        new LowCardinalityColumn("event_name", TextField.EventName),
        new LowCardinalityColumn("hostname", TextField.Hostname),
        new LowCardinalityColumn("url_path", TextField.UrlPath),
        new TextColumn("url_query", TextField.UrlQuery),
        new LowCardinalityColumn("page_title", TextField.PageTitle),
        new LowCardinalityColumn("referrer_path", TextField.ReferrerPath),
        new TextColumn("referrer_query", TextField.ReferrerQuery),
        new LowCardinalityColumn("referrer_domain", TextField.ReferrerDomain),
        new LowCardinalityColumn("utm_source", TextField.UtmSource),
        new LowCardinalityColumn("utm_medium", TextField.UtmMedium),
        new LowCardinalityColumn("utm_campaign", TextField.UtmCampaign),
        new LowCardinalityColumn("utm_content", TextField.UtmContent),
        new LowCardinalityColumn("utm_term", TextField.UtmTerm),
        new TextColumn("gclid", TextField.Gclid),
        new TextColumn("fbclid", TextField.Fbclid),
        new TextColumn("msclkid", TextField.Msclkid),
        new TextColumn("ttclid", TextField.Ttclid),
        new TextColumn("li_fat_id", TextField.LiFatId),
        new TextColumn("twclid", TextField.Twclid),
        new LowCardinalityColumn("browser", TextField.Browser),
        new LowCardinalityColumn("os", TextField.Os),
        new LowCardinalityColumn("device", TextField.Device),
        new LowCardinalityColumn("screen", TextField.Screen),
        new LowCardinalityColumn("language", TextField.Language),
        new LowCardinalityColumn("country", TextField.Country),
        new LowCardinalityColumn("region", TextField.Region),
        new LowCardinalityColumn("city", TextField.City),
        new LowCardinalityColumn("tag", TextField.Tag),
        new TextColumn("distinct_id", TextField.DistinctId),
        new VitalColumn("lcp", VitalField.Lcp),
        new VitalColumn("inp", VitalField.Inp),
        new VitalColumn("cls", VitalField.Cls),
        new VitalColumn("fcp", VitalField.Fcp),
        new VitalColumn("ttfb", VitalField.Ttfb),
        new NumberColumn<long>("revenue", "Decimal(18, 4)", batch => batch.RevenueE4),
        new LowCardinalityColumn("currency", TextField.Currency),
        new DataTextColumn("data_text"),
        new DataNumberColumn("data_number"),
        new DataTypeColumn("data_type"),
        new NumberColumn<long>("received_at", Time, batch => batch.ReceivedAtMs),
    ];
}
