namespace Ingest.Core.Events;

/// <summary>
/// The text columns of an event, in the order of the log record. Persisted: members may be appended, never moved or removed.
/// </summary>
public enum TextField : byte
{
    /// <summary>Name of a custom event; empty otherwise. At most 50 UTF-16 units.</summary>
    EventName = 0,

    /// <summary>Host of the page, as sent or from the URL. At most 100.</summary>
    Hostname = 1,

    /// <summary>Path with fragment, decoded. At most 500.</summary>
    UrlPath = 2,

    /// <summary>Query without the question mark, not decoded. At most 500.</summary>
    UrlQuery = 3,

    /// <summary>Document title. At most 500.</summary>
    PageTitle = 4,

    /// <summary>Path of the referrer, decoded, without fragment. At most 500.</summary>
    ReferrerPath = 5,

    /// <summary>Query of the referrer. At most 500.</summary>
    ReferrerQuery = 6,

    /// <summary>Host of the referrer without <c>www.</c>. At most 500.</summary>
    ReferrerDomain = 7,

    /// <summary>Query parameter utm_source. At most 255, as the nine that follow.</summary>
    UtmSource = 8,

    /// <summary>Query parameter utm_medium.</summary>
    UtmMedium = 9,

    /// <summary>Query parameter utm_campaign.</summary>
    UtmCampaign = 10,

    /// <summary>Query parameter utm_content.</summary>
    UtmContent = 11,

    /// <summary>Query parameter utm_term.</summary>
    UtmTerm = 12,

    /// <summary>Click id of Google.</summary>
    Gclid = 13,

    /// <summary>Click id of Facebook.</summary>
    Fbclid = 14,

    /// <summary>Click id of Microsoft.</summary>
    Msclkid = 15,

    /// <summary>Click id of TikTok.</summary>
    Ttclid = 16,

    /// <summary>Click id of LinkedIn.</summary>
    LiFatId = 17,

    /// <summary>Click id of X.</summary>
    Twclid = 18,

    /// <summary>Browser id, for example <c>chrome</c>. At most 20, as the two that follow.</summary>
    Browser = 19,

    /// <summary>Operating system, for example <c>Windows 10</c>.</summary>
    Os = 20,

    /// <summary>Device class, for example <c>laptop</c>.</summary>
    Device = 21,

    /// <summary>Screen as sent, for example <c>1920x1080</c>. At most 11.</summary>
    Screen = 22,

    /// <summary>Language as sent. At most 35.</summary>
    Language = 23,

    /// <summary>Country code, ISO 3166-1 alpha-2. At most 2.</summary>
    Country = 24,

    /// <summary>Region code, ISO 3166-2. At most 20.</summary>
    Region = 25,

    /// <summary>City name in English. At most 50.</summary>
    City = 26,

    /// <summary>Tag of the event. At most 50.</summary>
    Tag = 27,

    /// <summary>The caller's own id of the visitor. At most 50.</summary>
    DistinctId = 28,

    /// <summary>Currency of <c>revenue</c>, as sent. At most 10; empty without revenue.</summary>
    Currency = 29,
}
