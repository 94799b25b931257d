using Ingest.Core.Intake.Addresses;

namespace Ingest.Core.Sites;

/// <summary>What the intake asks of a site, ready for it.</summary>
/// <param name="site">The site.</param>
/// <remarks>Immutable.</remarks>
public sealed class SiteEntry(Site site)
{
    /// <summary>What becomes of the events of bots; null for what the server does.</summary>
    public SiteBots? Bots { get; } = site.Settings.Bots;

    /// <summary>Clients whose events are refused.</summary>
    public AddressList Ignored { get; } = new(site.Settings.IgnoredAddresses);
}
