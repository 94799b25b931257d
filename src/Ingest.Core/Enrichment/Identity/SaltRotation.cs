namespace Ingest.Core.Enrichment.Identity;

/// <summary>Length of the period, in UTC, over which the address and user agent of a visitor hash to the same session id.</summary>
public enum SaltRotation
{
    /// <summary>A calendar month.</summary>
    Month,

    /// <summary>A week that begins on Sunday.</summary>
    Week,

    /// <summary>A day.</summary>
    Day,
}
