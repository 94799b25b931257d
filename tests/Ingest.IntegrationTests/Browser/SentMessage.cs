using System.Text.Json;
using Microsoft.Playwright;

namespace Ingest.IntegrationTests.Browser;

/// <summary>A message that left the browser.</summary>
internal sealed record SentMessage(string Path, string Kind, IReadOnlyDictionary<string, string> Headers, JsonElement Body)
{
    public static SentMessage Of(IRequest request) =>
        new(new Uri(request.Url).AbsolutePath, request.ResourceType, request.Headers, request.PostDataJSON() ?? default);

    public string? Token => Headers.GetValueOrDefault("x-umami-cache");

    public JsonElement Payload => Body.GetProperty("payload");

    public string? Text(string field) => Payload.TryGetProperty(field, out var value) ? value.GetString() : null;
}
