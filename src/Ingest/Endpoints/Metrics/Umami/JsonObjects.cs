using System.Text.Json.Nodes;

namespace Ingest.Endpoints.Metrics.Umami;

/// <summary>Objects of answers.</summary>
internal static class JsonObjects
{
    /// <summary>The object with one member more, unless it is null.</summary>
    public static JsonObject With(this JsonObject json, string name, JsonNode? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }

        return json;
    }
}
