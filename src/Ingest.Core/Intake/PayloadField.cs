namespace Ingest.Core.Intake;

/// <summary>The text fields of a payload, as sent.</summary>
public enum PayloadField : byte
{
    /// <summary>The website, link or pixel id exactly as sent: its case is part of the session id.</summary>
    Source,

    /// <summary>Page URL, absolute or relative.</summary>
    Url,

    /// <summary>Referrer, absolute or relative.</summary>
    Referrer,

    /// <summary>Host of the page.</summary>
    Hostname,

    /// <summary>Document title.</summary>
    Title,

    /// <summary>Event name.</summary>
    Name,

    /// <summary>Tag.</summary>
    Tag,

    /// <summary>The data object, as its JSON text.</summary>
    Data,

    /// <summary>The caller's own id of the visitor.</summary>
    Id,

    /// <summary>Language.</summary>
    Language,

    /// <summary>Screen.</summary>
    Screen,

    /// <summary>Client address that overrides the request's.</summary>
    Ip,

    /// <summary>User agent that overrides the request's.</summary>
    UserAgent,

    /// <summary>Browser that overrides detection.</summary>
    Browser,

    /// <summary>Operating system that overrides detection.</summary>
    Os,

    /// <summary>Device that overrides detection.</summary>
    Device,
}
