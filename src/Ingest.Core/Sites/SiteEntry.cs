using Ingest.Core.Hashing;
using Ingest.Core.Intake.Addresses;
using Ingest.Core.Intake.Origins;

namespace Ingest.Core.Sites;

/// <summary>What the intake asks of a site, ready for it.</summary>
/// <param name="site">The site.</param>
/// <remarks>Immutable.</remarks>
public sealed class SiteEntry(Site site)
{
    /// <summary>Stands for its id in tables in memory.</summary>
    internal UInt128 Key { get; } = KeyedHash.Of(site.Id.ToByteArray());

    /// <summary>Domains that its pages are served from; none for any.</summary>
    public DomainList Domains { get; } = new(site.Domains);

    /// <summary>Events a second that it may have; 0 for no limit, null for what the server gives.</summary>
    public double? EventsPerSecond { get; } = site.Settings.EventsPerSecond;

    /// <summary>Whose timestamps are taken.</summary>
    public SiteTimestamps Timestamps { get; } = site.Settings.Timestamps ?? SiteTimestamps.Any;

    /// <summary>What becomes of the events of bots; null for what the server does.</summary>
    public SiteBots? Bots { get; } = site.Settings.Bots;

    /// <summary>Clients whose events are refused.</summary>
    public AddressList Ignored { get; } = new(site.Settings.IgnoredAddresses);
}
