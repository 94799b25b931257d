using System.Text.Json;
using System.Text.Json.Serialization;
using Ingest.Core.Registry;

namespace Ingest.Core.Links;

/// <summary>The document of the pixels: <c>{"version": 1, "pixels": [{"id", "slug", "name", "createdAt", "updatedAt", "deletedAt"}]}</c>.</summary>
internal sealed record PixelDocument([property: JsonRequired] int Version, [property: JsonRequired] IReadOnlyList<Pixel> Pixels)
{
    private const int Newest = 1;

    private static readonly PixelDocumentContext Json = new(DocumentJson.NewOptions());

    /// <inheritdoc cref="IRegistryEntry{T}.Parse"/>
    public static IReadOnlyList<Pixel> Parse(string where, ReadOnlySpan<byte> document) =>
        SlugRules.CheckDocument(where, DocumentJson.Read(where, document, Json.PixelDocument, Newest, read => (read.Version, read.Pixels)));

    /// <inheritdoc cref="IRegistryEntry{T}.Render"/>
    public static byte[] Render(IReadOnlyList<Pixel> pixels) =>
        JsonSerializer.SerializeToUtf8Bytes(new PixelDocument(Newest, pixels), Json.PixelDocument);
}

[JsonSerializable(typeof(PixelDocument))]
internal sealed partial class PixelDocumentContext : JsonSerializerContext;
