using System.Text.Json;
using System.Text.Json.Serialization;
using Ingest.Core.Registry;

namespace Ingest.Core.Keys;

/// <summary>The document of the keys: <c>{"version": 1, "keys": [{"id", "name", "scopes", "hash", "createdAt", "updatedAt", "deletedAt"}]}</c>.</summary>
internal sealed record ApiKeyDocument([property: JsonRequired] int Version, [property: JsonRequired] IReadOnlyList<ApiKey> Keys)
{
    private const int Newest = 1;

    private static readonly ApiKeyDocumentContext Json = new(DocumentJson.NewOptions());

    /// <inheritdoc cref="IRegistryEntry{T}.Parse"/>
    public static IReadOnlyList<ApiKey> Parse(string where, ReadOnlySpan<byte> document) =>
        DocumentJson.Read(where, document, Json.ApiKeyDocument, Newest, read => (read.Version, read.Keys));

    /// <inheritdoc cref="IRegistryEntry{T}.Render"/>
    public static byte[] Render(IReadOnlyList<ApiKey> keys) =>
        JsonSerializer.SerializeToUtf8Bytes(new ApiKeyDocument(Newest, keys), Json.ApiKeyDocument);
}

[JsonSerializable(typeof(ApiKeyDocument))]
internal sealed partial class ApiKeyDocumentContext : JsonSerializerContext;
