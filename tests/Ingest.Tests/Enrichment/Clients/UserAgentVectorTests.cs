using System.Text;
using System.Text.Json;
using Ingest.Core.Enrichment.Clients;
using Ingest.Core.Events;
using Ingest.Core.Intake;

namespace Ingest.Tests.Enrichment.Clients;

/// <summary>The answers that the JavaScript libraries of Umami 3.1 gave, for user agents with and without a screen.</summary>
public sealed class UserAgentVectorTests
{
    private static readonly UserAgentCache Cache = new();
    private static readonly BotEnricher Bot = new(new ClientOptions(), new BotOptions(), Cache);
    private static readonly ClientEnricher Client = new();

    public static TheoryData<string> Vectors()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", "user-agents.json")));
        return new TheoryData<string>(document.RootElement.EnumerateArray().Select(vector => vector.GetRawText()));
    }

    [Fact]
    public void Every_vector_is_there() => Assert.True(Vectors().Count >= 49);

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Answers_as_recorded(string json)
    {
        using var document = JsonDocument.Parse(json);
        var vector = document.RootElement;
        var userAgent = vector.GetProperty("ua").GetString()!;
        foreach (var screen in vector.GetProperty("device").EnumerateObject())
        {
            var context = EnrichmentContexts.Create().With(PayloadField.UserAgent, userAgent);
            if (screen.Name != "none")
            {
                context.With(PayloadField.Screen, screen.Name);
            }

            var isBot = Bot.Enrich(context) == RejectionReason.Bot;
            Client.Enrich(context);

            Assert.Equal(vector.GetProperty("isbot").GetBoolean(), isBot);
            Assert.Equal(vector.GetProperty("browser").GetString() ?? "", context.Text(TextField.Browser));
            Assert.Equal(vector.GetProperty("os").GetString() ?? "", context.Text(TextField.Os));
            Assert.Equal(screen.Value.GetString(), context.Text(TextField.Device));
            Assert.Equal(vector.GetProperty("deviceType").GetString() ?? "", Encoding.UTF8.GetString(context.UserAgentFacts.Device));
        }
    }
}
