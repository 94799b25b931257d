using System.Text.Json;
using System.Text.Json.Serialization;
using Ingest.Core.Registry;

namespace Ingest.Core.Links;

/// <summary>The document of the links: <c>{"version": 1, "links": [{"id", "slug", "name", "target", "createdAt", "utm", "updatedAt", "deletedAt"}]}</c>.</summary>
internal sealed record LinkDocument([property: JsonRequired] int Version, [property: JsonRequired] IReadOnlyList<Link> Links)
{
    private const int Newest = 1;

    private static readonly LinkDocumentContext Json = new(DocumentJson.NewOptions());

    /// <inheritdoc cref="IRegistryEntry{T}.Parse"/>
    public static IReadOnlyList<Link> Parse(string where, ReadOnlySpan<byte> document) =>
        SlugRules.CheckDocument(where, DocumentJson.Read(where, document, Json.LinkDocument, Newest, read => (read.Version, read.Links)));

    /// <inheritdoc cref="IRegistryEntry{T}.Render"/>
    public static byte[] Render(IReadOnlyList<Link> links) =>
        JsonSerializer.SerializeToUtf8Bytes(new LinkDocument(Newest, links), Json.LinkDocument);
}

[JsonSerializable(typeof(LinkDocument))]
internal sealed partial class LinkDocumentContext : JsonSerializerContext;
