namespace Ingest.Core.Events;

/// <summary>What an event is. Persisted in the log and in <c>fact_event.event_type</c>: values may be added, never changed.</summary>
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
}
