namespace Ingest.Tests.Iceberg.Catalogs.Rest;

/// <summary>What the server of a test does to a change in place of answering it. After: the change is made.</summary>
public enum RestFault
{
    Conflict,
    ErrorBefore,
    ErrorAfter,
    GatewayAfter,
    UnavailableBefore,
    UnavailableAfter,
    Busy,
    Unauthorized,
    Expired,
    BreakBefore,
    BreakAfter,
    GarbageAfter,
    EmptyAfter,
    StateUnknownAfter,
    Redirect,
    Silence,
    Quoting,
    Missing,
}
