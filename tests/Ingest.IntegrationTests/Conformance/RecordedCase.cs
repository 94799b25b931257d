using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ingest.IntegrationTests.Conformance;

/// <summary>One recorded request of Umami 3.1 with its answer and the rows it made.</summary>
internal sealed record RecordedCase(string Name, JsonNode Json)
{
    public static readonly JsonNode File =
        JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "umami-3.1-vectors.json")))!;

    public static IReadOnlyList<RecordedCase> All { get; } =
        [.. File["cases"]!.AsArray().Select(c => new RecordedCase((string)c!["case"]!, c!))];

    public int Status => (int)Json["status"]!;

    public bool IsIdentify => Status == 200 && Json["request"] is JsonObject body && (string?)body["type"] == "identify";

    public JsonNode? Response => Json["response"];

    public IReadOnlyList<JsonNode> Rows(string table) => [.. Json["rows"]?[table]?.AsArray().Select(row => row!) ?? []];

    /// <summary>The request as it was sent: a header whose value is null was left out; a text body was raw.</summary>
    public HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(new HttpMethod((string)Json["method"]!), (string)Json["path"]!);
        var headers = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["User-Agent"] = (string)File["meta"]!["default_user_agent"]!,
            ["Content-Type"] = (string)File["meta"]!["default_content_type"]!,
        };
        foreach (var (name, value) in Json["headers"]!.AsObject())
        {
            headers[name] = (string?)value;
        }

        if (Json["request"] is { } body)
        {
            var text = body.GetValueKind() == JsonValueKind.String ? (string)body! : body.ToJsonString();
            request.Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(text));
            Add(request.Content.Headers, headers, "Content-Type");
        }

        foreach (var (name, value) in headers.Where(h => h.Value is not null && h.Key != "Content-Type"))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    public override string ToString() => Name;

    private static void Add(System.Net.Http.Headers.HttpContentHeaders target, Dictionary<string, string?> headers, string name)
    {
        if (headers[name] is { } value)
        {
            target.TryAddWithoutValidation(name, value);
        }
    }
}
