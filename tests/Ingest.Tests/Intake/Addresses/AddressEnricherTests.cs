using Ingest.Core.Intake;
using Ingest.Core.Intake.Addresses;
using Ingest.Core.Sites;
using Ingest.Tests.Enrichment;

namespace Ingest.Tests.Intake.Addresses;

public sealed class AddressEnricherTests
{
    [Theory]
    [InlineData("203.0.113.7", RejectionReason.BlockedAddress)]
    [InlineData("203.0.113.8", RejectionReason.None)]
    [InlineData("10.9.9.9", RejectionReason.BlockedAddress)]
    [InlineData("2001:db8::5", RejectionReason.BlockedAddress)]
    [InlineData("2001:DB8:0::5", RejectionReason.BlockedAddress)]
    [InlineData("unknown", RejectionReason.BlockedAddress)]
    [InlineData("junk", RejectionReason.None)]
    [InlineData("", RejectionReason.None)]
    public void Refuses_the_addresses_and_ranges_of_the_list(string client, RejectionReason expected)
    {
        var step = new AddressEnricher(new AddressOptions { IgnoredAddresses = { "203.0.113.7", "10.0.0.0/8", "2001:db8::/32", "unknown" } });

        Assert.Equal(expected, step.Enrich(EnrichmentContexts.Create().WithAddress(client)));
    }

    [Theory]
    [InlineData("198.51.100.9", RejectionReason.BlockedAddress)]
    [InlineData("10.9.9.9", RejectionReason.BlockedAddress)]
    [InlineData("203.0.113.7", RejectionReason.None)]
    public void A_site_refuses_clients_beside_those_of_the_server(string client, RejectionReason expected)
    {
        var step = new AddressEnricher(new AddressOptions { IgnoredAddresses = { "10.0.0.0/8" } });
        var context = EnrichmentContexts.Create().WithAddress(client);
        context.Site = new SiteEntry(new Site(Guid.NewGuid(), "Shop", [], default) { Settings = new SiteSettings { IgnoredAddresses = ["198.51.100.0/24"] } });

        Assert.Equal(expected, step.Enrich(context));
    }

    [Fact]
    public void The_payloads_address_counts_before_the_requests()
    {
        var step = new AddressEnricher(new AddressOptions { IgnoredAddresses = { "10.0.0.0/8" } });
        var context = EnrichmentContexts.Create().WithAddress("81.2.69.142").With(PayloadField.Ip, "10.0.0.1");

        Assert.Equal(RejectionReason.BlockedAddress, step.Enrich(context));
    }
}
