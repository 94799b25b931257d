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

/// <summary>The names of <see cref="SiteBots"/> in commands and in sinks, those of the site file.</summary>
public static class SiteBotsNames
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<SiteBots>().Select(Of)];

    /// <summary>The name of one.</summary>
    public static string Of(SiteBots bots) => bots.ToString().ToLowerInvariant();
}
