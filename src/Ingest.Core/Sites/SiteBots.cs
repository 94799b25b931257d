using System.Text.Json.Serialization;

namespace Ingest.Core.Sites;

/// <summary>What becomes of the events of bots.</summary>
public enum SiteBots
{
    /// <summary>They are dropped.</summary>
    [JsonStringEnumMemberName("drop")]
    Drop,

    /// <summary>They are dropped, and kept aside in <c>fact_bot</c>.</summary>
    [JsonStringEnumMemberName("keep")]
    Keep,

    /// <summary>They are taken for visitors.</summary>
    [JsonStringEnumMemberName("store")]
    Store,
}
