using Ingest.Core.Enrichment.Clients;
using Ingest.Core.Intake;
using Ingest.Core.Sites;

namespace Ingest.Tests.Enrichment.Clients;

public sealed class BotEnricherTests
{
    [Theory]
    [InlineData(false, false, null, RejectionReason.Bot, false)]
    [InlineData(false, true, null, RejectionReason.None, true)]
    [InlineData(true, true, null, RejectionReason.None, false)]
    [InlineData(true, true, SiteBots.Drop, RejectionReason.Bot, false)]
    [InlineData(false, true, SiteBots.Drop, RejectionReason.Bot, false)]
    [InlineData(false, false, SiteBots.Keep, RejectionReason.None, true)]
    [InlineData(true, false, SiteBots.Keep, RejectionReason.None, true)]
    [InlineData(false, true, SiteBots.Store, RejectionReason.None, false)]
    public void A_bots_event_goes_where_the_site_says_or_else_the_server(bool takesBots, bool keeps, SiteBots? site, RejectionReason expected, bool isKept)
    {
        var cache = new UserAgentCache();
        var step = new BotEnricher(new ClientOptions { DisableBotCheck = takesBots }, new BotOptions { Keep = keeps }, cache);
        var context = EnrichmentContexts.Create().With(PayloadField.UserAgent, "Googlebot/2.1 (+http://www.google.com/bot.html)");
        context.Site = new SiteEntry(new Site(Guid.NewGuid(), "Shop", [], default) { Settings = new SiteSettings { Bots = site } });

        Assert.Equal(expected, step.Enrich(context));
        Assert.Equal(isKept, context.KeptBotRule is not null);
    }

    [Theory]
    [InlineData(SiteBots.Drop)]
    [InlineData(SiteBots.Keep)]
    public void A_visitors_event_is_stored_whatever_the_site_says(SiteBots site)
    {
        var step = new BotEnricher(new ClientOptions(), new BotOptions(), new UserAgentCache());
        var context = EnrichmentContexts.Create().With(PayloadField.UserAgent, "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0");
        context.Site = new SiteEntry(new Site(Guid.NewGuid(), "Shop", [], default) { Settings = new SiteSettings { Bots = site } });

        Assert.Equal(RejectionReason.None, step.Enrich(context));
        Assert.Null(context.KeptBotRule);
    }
}
