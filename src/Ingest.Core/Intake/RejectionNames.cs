namespace Ingest.Core.Intake;

/// <summary>The names of <see cref="RejectionReason"/> in metrics and in the <c>X-Ingest-Dropped</c> header.</summary>
public static class RejectionNames
{
    private static readonly string[] Names =
    [
        "none", "invalid", "unknown-site", "bot", "blocked-address", "too-large", "too-many-items", "unknown-encoding",
        "overloaded", "log-unavailable", "stopping", "fault", "duplicate", "log-full",
        "foreign-origin", "timestamp", "address-rate", "site-rate", "wrong-key",
    ];

    /// <summary>The name of a reason.</summary>
    public static string Of(RejectionReason reason) => Names[(int)reason];
}
