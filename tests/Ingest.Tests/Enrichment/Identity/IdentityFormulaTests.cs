using System.Text;
using System.Text.Json;
using Ingest.Core.Enrichment;
using Ingest.Core.Enrichment.Identity;
using Ingest.Core.Intake;

namespace Ingest.Tests.Enrichment.Identity;

public sealed class IdentityFormulaTests
{
    private static readonly JsonElement Vectors = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", "identity-3.4.json"))).RootElement;

    public static TheoryData<string> Cases() =>
        new(Vectors.GetProperty("cases").EnumerateArray().Select(item => item.GetProperty("name").GetString()!));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Ids_and_token_of_formula_3_4_equal_those_of_another_implementation(string name)
    {
        var item = Vectors.GetProperty("cases").EnumerateArray().First(item => item.GetProperty("name").GetString() == name);
        var context = Start(item);
        var enricher = new IdentityEnricher(new IdentityOptions
        {
            AppSecret = Vectors.GetProperty("meta").GetProperty("secret").GetString()!,
            SaltRotation = Enum.Parse<SaltRotation>(Text(item, "rotation")!, ignoreCase: true),
        });

        Assert.Equal(RejectionReason.None, enricher.Enrich(context));

        Assert.Equal(Text(item, "sessionId"), context.Draft.SessionId.ToString());
        Assert.Equal(Text(item, "visitId"), context.Draft.VisitId.ToString());
        Assert.Equal(Text(item, "reply"), Encoding.UTF8.GetString(context.Request.Arena[context.Result.Token]));
    }

    internal static EnrichmentContext Start(JsonElement item)
    {
        var request = new IntakeRequest();
        var payload = request.Add();
        payload.Type = Enum.Parse<PayloadType>(Text(item, "type")!, ignoreCase: true);
        payload.SourceKind = Enum.Parse<SourceKind>(Text(item, "kind")!, ignoreCase: true);
        payload.TimestampSeconds = item.GetProperty("timestamp").GetDouble();
        payload.Set(PayloadField.Source, request.Arena.Append(Encoding.UTF8.GetBytes(Text(item, "source")!)));
        if (Text(item, "id") is { } id)
        {
            payload.Set(PayloadField.Id, request.Arena.Append(Encoding.UTF8.GetBytes(id)));
        }

        if (Text(item, "token") is { } token)
        {
            request.Context.CacheToken = request.Arena.Append(Encoding.UTF8.GetBytes(token));
        }

        request.Context.ReceivedAtMs = item.GetProperty("nowMs").GetInt64();
        request.Context.ClientAddress = request.Arena.Append(Encoding.UTF8.GetBytes(Text(Vectors.GetProperty("meta"), "address")!));
        request.Context.UserAgent = request.Arena.Append(Encoding.UTF8.GetBytes(Text(Vectors.GetProperty("meta"), "user_agent")!));
        var context = new EnrichmentContext();
        context.Start(request, 0);
        return context;
    }

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();
}
