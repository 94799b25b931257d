namespace Ingest.Core.Sites;

/// <summary>The time zones that a site may have: those of the IANA database, by the names that ClickHouse knows them by too.</summary>
public static class SiteTimeZone
{
    /// <summary>That of a site for which nobody says one.</summary>
    public const string Default = "UTC";

    // What systems keep in the same folder beside the zones.
    private const string NoZone = "Factory";

    /// <summary>True when this system has a zone of this name. The case of letters counts, as it does to ClickHouse.</summary>
    public static bool IsKnown(string name) =>
        IsShaped(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId && zone.Id == name;

    // Copies of the zones (posix/, right/), localtime and the like begin with a small letter. Two slashes in a row are one to the system, and none to ClickHouse.
    private static bool IsShaped(string name) =>
        name is [>= 'A' and <= 'Z', ..] and not NoZone && !name.Contains("//", StringComparison.Ordinal);
}
