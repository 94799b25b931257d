using System.Net;
using System.Text;
using System.Text.Json;
using Ingest.Core.Enrichment;
using Ingest.Core.Enrichment.Clients;
using Ingest.Core.Enrichment.Location;
using Ingest.Core.Events;
using Ingest.Core.Intake;
using Ingest.Core.Intake.Addresses;
using Ingest.Tests.Enrichment.Location;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Tests.Enrichment;

/// <summary>The recorded requests that turn on the client's address, location and user agent, against the session rows they made in Umami 3.1.</summary>
public sealed class ClientVectorTests : IDisposable
{
    private static readonly UserAgentCache UserAgents = new();
    private static readonly string[] Prefixes = ["ip ", "geo ", "device ", "ua ", "xff", "payload browser/"];

    private readonly string _path = Path.GetTempFileName();
    private readonly GeoDatabase _database;

    public ClientVectorTests()
    {
        File.WriteAllBytes(_path, TestDatabase.Writer(28, 6).Build());
        _database = new GeoDatabase(new GeoOptions { DatabasePath = _path }, TimeProvider.System, NullLogger<GeoDatabase>.Instance);
    }

    public static TheoryData<string, string> Vectors()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", "umami-3.1-vectors.json")));
        var data = new TheoryData<string, string>();
        foreach (var vector in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            var name = vector.GetProperty("case").GetString()!;
            if (Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                data.Add(name, vector.GetRawText());
            }
        }

        return data;
    }

    [Fact]
    public void The_vectors_are_there() => Assert.True(Vectors().Count >= 40);

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Makes_the_recorded_session(string name, string json)
    {
        using var document = JsonDocument.Parse(json);
        var vector = document.RootElement;
        var context = Send(vector);

        var rejection = Run(context);

        var isBeep = vector.GetProperty("response").TryGetProperty("beep", out _);
        Assert.Equal((name, isBeep ? RejectionReason.Bot : RejectionReason.None), (name, rejection));
        if (!isBeep)
        {
            var session = vector.GetProperty("rows").GetProperty("session")[0];
            Assert.Equal(Recorded(session), Made(context));
        }

        if (vector.TryGetProperty("checks", out var checks) && checks.TryGetProperty("ip used", out var address))
        {
            Assert.Equal(address.GetString(), Encoding.UTF8.GetString(context.ClientAddress));
        }
    }

    public void Dispose()
    {
        _database.Dispose();
        File.Delete(_path);
    }

    private static EnrichmentContext Send(JsonElement vector)
    {
        var context = EnrichmentContexts.Create();
        IHeaderDictionary headers = new HeaderDictionary();
        foreach (var header in vector.GetProperty("headers").EnumerateObject())
        {
            headers[header.Name] = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(header.Value.GetString()!));
        }

        var userAgent = headers.UserAgent.Count > 0 ? headers.UserAgent.ToString()
            : "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36";
        context.Request.Context.UserAgent = context.Request.Arena.Append(Encoding.UTF8.GetBytes(userAgent));
        new ClientAddress(new AddressOptions()).Resolve(headers, IPAddress.Loopback, context.Request);
        foreach (var field in (PayloadField[])[PayloadField.Screen, PayloadField.Browser, PayloadField.Os, PayloadField.Device])
        {
            if (vector.GetProperty("request").GetProperty("payload").TryGetProperty(field.ToString().ToLowerInvariant(), out var text))
            {
                context.With(field, text.GetString()!);
            }
        }

        return context;
    }

    private RejectionReason Run(EnrichmentContext context)
    {
        IEnricher[] steps =
        [
            new BotEnricher(new ClientOptions(), new BotOptions(), UserAgents), new AddressEnricher(new AddressOptions()), new ClientEnricher(),
            new LocationEnricher(new GeoOptions(), _database),
        ];
        return steps.Select(step => step.Enrich(context)).FirstOrDefault(reason => reason != RejectionReason.None);
    }

    private static string Recorded(JsonElement session) => string.Join('|', ((string[])["browser", "os", "device", "country", "region", "city"])
        .Select(column => session.TryGetProperty(column, out var value) ? value.GetString() : ""));

    private static string Made(EnrichmentContext context) => string.Join('|', ((TextField[])[
        TextField.Browser, TextField.Os, TextField.Device, TextField.Country, TextField.Region, TextField.City]).Select(context.Text));
}
