namespace Ingest.Core.Keys;

/// <summary>What a key may do.</summary>
public enum KeyRight
{
    /// <summary>Everything.</summary>
    Admin,

    /// <summary>Read what is known of a site.</summary>
    Read,

    /// <summary>Send events of a site as a server does: from anywhere, and not limited by its address.</summary>
    Send,
}
