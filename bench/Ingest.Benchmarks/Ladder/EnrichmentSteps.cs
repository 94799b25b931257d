using Ingest.Core.Enrichment;
using Ingest.Core.Enrichment.Clients;
using Ingest.Core.Enrichment.EventValues;
using Ingest.Core.Enrichment.Identity;
using Ingest.Core.Enrichment.Location;
using Ingest.Core.Enrichment.Urls;
using Ingest.Core.Intake.Addresses;
using Ingest.Core.Limits;
using Ingest.Core.Sites;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Benchmarks.Ladder;

/// <summary>The steps of enrichment in the server's order, with and without a location database.</summary>
internal sealed class EnrichmentSteps : IDisposable
{
    private readonly GeoDatabase _none = new(new GeoOptions(), TimeProvider.System, NullLogger<GeoDatabase>.Instance);
    private readonly GeoDatabase _loaded;

    public EnrichmentSteps(SiteDirectory sites, string databasePath)
    {
        var options = new GeoOptions { DatabasePath = databasePath, ReloadInterval = TimeSpan.FromDays(1) };
        _loaded = new GeoDatabase(options, TimeProvider.System, NullLogger<GeoDatabase>.Instance);
        var userAgents = new UserAgentCache();
        Plain = Create(sites, userAgents, new LocationEnricher(options, _none));
        WithLocation = Create(sites, userAgents, new LocationEnricher(options, _loaded));
    }

    public IReadOnlyList<IEnricher> Plain { get; }

    public IReadOnlyList<IEnricher> WithLocation { get; }

    public void Dispose()
    {
        _none.Dispose();
        _loaded.Dispose();
    }

    private static IEnricher[] Create(SiteDirectory sites, UserAgentCache userAgents, LocationEnricher location) =>
    [
        new SiteEnricher(sites, new IntakeLimits(new RateLimitOptions { SitePerSecond = 1e9, SiteBurst = 1e9 }, TimeProvider.System)),
        new BotEnricher(new ClientOptions(), new BotOptions(), userAgents),
        new AddressEnricher(new AddressOptions()),
        new ClientEnricher(),
        location,
        new IdentityEnricher(new IdentityOptions { AppSecret = "benchmark" }),
        new UrlEnricher(new UrlOptions()),
        new EventDataEnricher(),
        new VitalsEnricher(),
    ];
}
