using Ingest.Core.Enrichment;
using Ingest.Core.Intake;
using Ingest.Core.Limits;
using Ingest.Core.Registry;
using Ingest.Core.Sites;
using Ingest.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Tests.Enrichment;

public sealed class SiteEnricherTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(SourceKind.Website, true, RejectionReason.None)]
    [InlineData(SourceKind.Website, false, RejectionReason.UnknownSite)]
    [InlineData(SourceKind.Link, false, RejectionReason.None)]
    [InlineData(SourceKind.Pixel, false, RejectionReason.None)]
    public async Task Unknown_websites_are_turned_away_and_links_and_pixels_are_not_looked_up(SourceKind kind, bool isKnown, RejectionReason expected)
    {
        var directory = await SiteDirectory.OpenAsync(new DocumentFile(_folder.File("sites.json"), TimeProvider.System), TimeProvider.System, NullLogger.Instance);
        var site = await directory.AddAsync("Shop");
        var request = new IntakeRequest();
        var payload = request.Add();
        (payload.SourceKind, payload.SourceId) = (kind, isKnown ? site.Id : Guid.NewGuid());
        var context = new EnrichmentContext();
        context.Start(request, 0);

        var enricher = new SiteEnricher(directory, new IntakeLimits(new RateLimitOptions(), TimeProvider.System));

        Assert.Equal(expected, enricher.Enrich(context));
        Assert.Equal("site", enricher.Name);
        Assert.Equal(kind == SourceKind.Website && isKnown, context.Site is not null);
    }

    [Fact]
    public async Task A_site_is_not_that_of_the_event_before()
    {
        var directory = await SiteDirectory.OpenAsync(new DocumentFile(_folder.File("sites.json"), TimeProvider.System), TimeProvider.System, NullLogger.Instance);
        var site = await directory.AddAsync("Shop");
        var request = new IntakeRequest();
        (request.Add().SourceKind, request.Payload(0).SourceId) = (SourceKind.Website, site.Id);
        request.Add().SourceKind = SourceKind.Link;
        var (context, enricher) = (new EnrichmentContext(), new SiteEnricher(directory, new IntakeLimits(new RateLimitOptions(), TimeProvider.System)));

        context.Start(request, 0);
        enricher.Enrich(context);
        Assert.NotNull(context.Site);
        context.Start(request, 1);
        enricher.Enrich(context);

        Assert.Null(context.Site);
    }
}
