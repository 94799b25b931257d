namespace Ingest.Core.Intake;

/// <summary>Every reason for which an event is not stored. One place maps it to HTTP: the binary's <c>Rejections</c>.</summary>
public enum RejectionReason : byte
{
    /// <summary>Not rejected.</summary>
    None,

    /// <summary>The body is not JSON, or not of the message's shape: 400.</summary>
    Invalid,

    /// <summary>The website is not registered: 400.</summary>
    UnknownSite,

    /// <summary>The user agent is a bot's: 200 with <c>beep</c>.</summary>
    Bot,

    /// <summary>The client address is on the ignore list: 403.</summary>
    BlockedAddress,

    /// <summary>The body, or its decompressed form, is over the limit: 413.</summary>
    TooLarge,

    /// <summary>The batch has more items than allowed: 413.</summary>
    TooManyItems,

    /// <summary>The body names a content encoding that is not understood: 415.</summary>
    UnknownEncoding,

    /// <summary>The queue stayed full for the whole wait, or is late: 503 with Retry-After.</summary>
    Overloaded,

    /// <summary>The log refuses work: 503 with Retry-After.</summary>
    LogUnavailable,

    /// <summary>The server is stopping: 503 with Retry-After.</summary>
    Stopping,

    /// <summary>A fault of the server: 500, without details.</summary>
    Fault,

    /// <summary>An event of the same site and <c>eventId</c> is in the log already: 200, the reply to a stored one.</summary>
    Duplicate,

    /// <summary>The log may take no more disk: 503 with Retry-After.</summary>
    LogFull,

    /// <summary>The event did not come from a page of its site's domains: 403.</summary>
    ForeignOrigin,

    /// <summary>It has a timestamp, which its site does not take of this sender: 400.</summary>
    Timestamp,

    /// <summary>The client's address has sent too many: 429 with Retry-After.</summary>
    AddressRate,

    /// <summary>The site has had too many: 429 with Retry-After.</summary>
    SiteRate,

    /// <summary>It came with a key that is none: 401.</summary>
    WrongKey,
}
