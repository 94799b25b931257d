using System.Text.Json.Serialization;

namespace Ingest.Core.Sites;

/// <summary>Whose word is taken for when an event happened: the payload's <c>timestamp</c>.</summary>
public enum SiteTimestamps
{
    /// <summary>Everybody's, as in Umami.</summary>
    [JsonStringEnumMemberName("any")]
    Any,

    /// <summary>That of who has a key to send with.</summary>
    [JsonStringEnumMemberName("keyed")]
    Keyed,

    /// <summary>Nobody's: events with a timestamp are refused.</summary>
    [JsonStringEnumMemberName("none")]
    None,
}
