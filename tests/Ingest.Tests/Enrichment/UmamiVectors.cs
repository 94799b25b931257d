using System.Globalization;
using System.Text;
using System.Text.Json;
using Ingest.Core.Enrichment;
using Ingest.Core.Events;
using Ingest.Core.Intake;

namespace Ingest.Tests.Enrichment;

/// <summary>The exchanges recorded from Umami 3.1, and how one becomes the input of an enricher.</summary>
internal static class UmamiVectors
{
    public const string DefaultUserAgent =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36";

    private static readonly JsonDocument Document = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", "umami-3.1-vectors.json")));

    public static IEnumerable<JsonElement> Cases => Document.RootElement.GetProperty("cases").EnumerateArray();

    public static JsonElement Case(string name) => Cases.First(item => item.GetProperty("case").GetString() == name);

    public static string Name(this JsonElement item) => item.GetProperty("case").GetString()!;

    /// <summary>Rows of a table that the recorded request made.</summary>
    public static IEnumerable<JsonElement> Rows(this JsonElement item, string table) =>
        item.TryGetProperty("rows", out var rows) && rows.TryGetProperty(table, out var found) ? found.EnumerateArray() : [];

    /// <summary>The recorded payload; null when the request was not one object with a payload.</summary>
    public static JsonElement? Payload(this JsonElement item) =>
        item.GetProperty("request") is { ValueKind: JsonValueKind.Object } request && request.TryGetProperty("payload", out var payload)
        && payload.ValueKind == JsonValueKind.Object
            ? payload
            : null;

    /// <summary>The claims of the token in the recorded reply.</summary>
    public static JsonElement ReplyClaims(this JsonElement item) =>
        Claims(item.GetProperty("response").GetProperty("cache").GetString()!);

    public static JsonElement Claims(string token)
    {
        var claims = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        return JsonDocument.Parse(Convert.FromBase64String(claims.PadRight((claims.Length + 3) / 4 * 4, '='))).RootElement;
    }

    /// <summary>Sets a context up as the parser does for the recorded request.</summary>
    public static EnrichmentContext Start(this JsonElement item, string address, long receivedAtMs)
    {
        var request = new IntakeRequest();
        var payload = request.Add();
        var sent = item.Payload()!.Value;
        payload.Type = Enum.Parse<PayloadType>(item.GetProperty("request").GetProperty("type").GetString()!, ignoreCase: true);
        payload.SourceKind = Enum.GetValues<SourceKind>().First(kind => sent.TryGetProperty(Lower(kind), out _));
        var source = sent.GetProperty(Lower(payload.SourceKind)).GetString()!;
        payload.SourceId = Guid.Parse(source);
        payload.Set(PayloadField.Source, request.Arena.Append(Encoding.UTF8.GetBytes(source)));
        foreach (var (field, name) in new[] { (PayloadField.Id, "id"), (PayloadField.Ip, "ip"), (PayloadField.UserAgent, "userAgent"), (PayloadField.Name, "name") })
        {
            if (sent.TryGetProperty(name, out var text))
            {
                payload.Set(field, request.Arena.Append(Encoding.UTF8.GetBytes(text.GetString()!)));
            }
        }

        if (sent.TryGetProperty("data", out var data))
        {
            payload.Set(PayloadField.Data, request.Arena.Append(Encoding.UTF8.GetBytes(data.GetRawText())));
        }

        if (sent.TryGetProperty("timestamp", out var timestamp))
        {
            payload.TimestampSeconds = Convert.ToDouble(Number(timestamp), CultureInfo.InvariantCulture);
        }

        foreach (var vital in Enum.GetValues<VitalField>())
        {
            payload.Set(vital, sent.TryGetProperty(vital.ToString().ToLowerInvariant(), out var value) ? value.GetDouble() : double.NaN);
        }

        request.Context.UserAgent = request.Arena.Append(Encoding.UTF8.GetBytes(item.Header("User-Agent") ?? DefaultUserAgent));
        request.Context.ClientAddress = request.Arena.Append(Encoding.UTF8.GetBytes(address));
        request.Context.ReceivedAtMs = receivedAtMs;
        if (item.Header("x-umami-cache") is { } token)
        {
            request.Context.CacheToken = request.Arena.Append(Encoding.UTF8.GetBytes(token));
        }

        var context = new EnrichmentContext();
        context.Start(request, 0);
        return context;
    }

    public static string? Header(this JsonElement item, string name) =>
        item.GetProperty("headers").EnumerateObject()
            .Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(header => header.Value.GetString()).FirstOrDefault();

    private static string Lower(SourceKind kind) => kind.ToString().ToLowerInvariant();

    private static double Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String => double.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        JsonValueKind.True => 1,
        _ => 0,
    };
}
