using System.Text.Json;
using System.Text.Json.Serialization;
using Ingest.Core.Registry;

namespace Ingest.Core.Keys;

/// <summary>The document of the keys: <c>{"version": 1, "keys": [{"id", "name", "scopes", "hash", "createdAt", "updatedAt", "deletedAt"}]}</c>.</summary>
internal sealed record ApiKeyDocument([property: JsonRequired] int Version, [property: JsonRequired] IReadOnlyList<ApiKey> Keys)
{
    private const int Newest = 1;

    /// <inheritdoc cref="IRegistryEntry{T}.Parse"/>
    public static IReadOnlyList<ApiKey> Parse(string where, ReadOnlySpan<byte> document)
    {
        if (document.IsEmpty)
        {
            return [];
        }

        var read = DocumentJson.Parse(where, document, ApiKeyDocumentContext.Default.ApiKeyDocument);
        DocumentJson.CheckVersion(where, read.Version, Newest);
        return RegistryConflicts.CheckDocument(where, read.Keys);
    }

    /// <inheritdoc cref="IRegistryEntry{T}.Render"/>
    public static byte[] Render(IReadOnlyList<ApiKey> keys) =>
        JsonSerializer.SerializeToUtf8Bytes(new ApiKeyDocument(Newest, keys), ApiKeyDocumentContext.Default.ApiKeyDocument);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    AllowTrailingCommas = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ApiKeyDocument))]
internal sealed partial class ApiKeyDocumentContext : JsonSerializerContext;
