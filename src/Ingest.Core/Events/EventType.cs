namespace Ingest.Core.Events;

/// <summary>
/// What a record of the log is. Persisted in the log, and the first six in <c>fact_event.event_type</c>: values may be added, never changed.
/// The first six are events; what follows are side records, which go to tables of their own and count as events nowhere.
/// </summary>
public enum EventType : byte
{
    /// <summary>A page view: an event without a name.</summary>
    Pageview = 1,

    /// <summary>A named event.</summary>
    Custom = 2,

    /// <summary>A short link was followed.</summary>
    Link = 3,

    /// <summary>A pixel was shown.</summary>
    Pixel = 4,

    /// <summary>A sample of web vitals.</summary>
    Performance = 5,

    /// <summary>The visitor's properties were set; not an event of <c>v_pa_events</c>.</summary>
    Identify = 6,

    /// <summary>A count of events that were not stored, for one minute, site, stage and reason.</summary>
    Rejections = 7,

    /// <summary>A sign of life that the server itself sends through the whole path.</summary>
    Canary = 8,

    /// <summary>An event of a bot, kept aside.</summary>
    Bot = 9,
}
