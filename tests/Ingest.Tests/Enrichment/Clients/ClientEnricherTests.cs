using System.Text;
using Ingest.Core.Enrichment.Clients;
using Ingest.Core.Events;
using Ingest.Core.Intake;

namespace Ingest.Tests.Enrichment.Clients;

public sealed class ClientEnricherTests
{
    private static readonly UserAgentCache Cache = new();

    [Fact]
    public void The_payload_overrides_detection_up_to_twenty_units()
    {
        var context = EnrichmentContexts.Create()
            .With(PayloadField.Browser, new string('B', 21))
            .With(PayloadField.Os, "")
            .With(PayloadField.Device, string.Concat(Enumerable.Repeat("\U0001F600", 11)));

        new ClientEnricher().Enrich(context);

        Assert.Equal(new string('B', 20), context.Text(TextField.Browser));
        Assert.Equal("", context.Text(TextField.Os));
        Assert.Equal(string.Concat(Enumerable.Repeat("\U0001F600", 10)), context.Text(TextField.Device));
    }

    [Theory]
    [InlineData("1920x1080", "laptop")]
    [InlineData("1921x1080", "desktop")]
    [InlineData("abc", "desktop")]
    [InlineData("", "desktop")]
    [InlineData("x1080", "laptop")]
    [InlineData(" 800 x600", "laptop")]
    [InlineData("1e3x1", "laptop")]
    [InlineData("-5x1", "laptop")]
    [InlineData("0b1x1", "laptop")]
    [InlineData("\u00A05x1", "laptop")]
    [InlineData("-infinityx", "desktop")]
    [InlineData("1920.5x1", "desktop")]
    [InlineData("1,000x1", "desktop")]
    [InlineData("100000000000000000000000000000000000000", "desktop")]
    public void The_screen_tells_laptops_from_desktops(string screen, string device)
    {
        var context = EnrichmentContexts.Create().With(PayloadField.Screen, screen);

        new ClientEnricher().Enrich(context);

        Assert.Equal(device, context.Text(TextField.Device));
    }

    [Fact]
    public void Without_a_user_agent_nothing_is_known_and_nothing_dropped()
    {
        var context = EnrichmentContexts.Create();

        Assert.Equal(RejectionReason.None, new BotEnricher(new ClientOptions(), new BotOptions(), Cache).Enrich(context));
        Assert.Same(UserAgentFacts.Unknown, context.UserAgentFacts);
    }

    [Theory]
    [InlineData(false, RejectionReason.Bot)]
    [InlineData(true, RejectionReason.None)]
    public void Bot_check_can_be_disabled(bool disabled, RejectionReason expected)
    {
        var options = new ClientOptions { DisableBotCheck = disabled };
        var context = EnrichmentContexts.Create().With(PayloadField.UserAgent, "curl/8.4.0");

        Assert.Equal(expected, new BotEnricher(options, new BotOptions(), Cache).Enrich(context));
        Assert.Equal("curl", Encoding.UTF8.GetString(context.UserAgentFacts.Browser));
    }
}
