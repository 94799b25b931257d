using System.Text.Json;
using System.Text.Json.Serialization;
using Ingest.Core.Registry;

namespace Ingest.Core.Links;

/// <summary>The document of the links: <c>{"version": 1, "links": [{"id", "slug", "name", "target", "createdAt", "utm", "updatedAt", "deletedAt"}]}</c>.</summary>
internal sealed record LinkDocument([property: JsonRequired] int Version, [property: JsonRequired] IReadOnlyList<Link> Links)
{
    private const int Newest = 1;

    /// <inheritdoc cref="IRegistryEntry{T}.Parse"/>
    public static IReadOnlyList<Link> Parse(string where, ReadOnlySpan<byte> document)
    {
        if (document.IsEmpty)
        {
            return [];
        }

        var read = DocumentJson.Parse(where, document, LinkDocumentContext.Default.LinkDocument);
        DocumentJson.CheckVersion(where, read.Version, Newest);
        return SlugRules.CheckDocument(where, RegistryConflicts.CheckDocument(where, read.Links));
    }

    /// <inheritdoc cref="IRegistryEntry{T}.Render"/>
    public static byte[] Render(IReadOnlyList<Link> links) =>
        JsonSerializer.SerializeToUtf8Bytes(new LinkDocument(Newest, links), LinkDocumentContext.Default.LinkDocument);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    AllowTrailingCommas = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LinkDocument))]
internal sealed partial class LinkDocumentContext : JsonSerializerContext;
