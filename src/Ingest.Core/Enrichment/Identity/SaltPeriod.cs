namespace Ingest.Core.Enrichment.Identity;

/// <summary>The periods that salts are made for.</summary>
internal enum SaltPeriod
{
    Hour,
    Day,
    Week,
    Month,
}
