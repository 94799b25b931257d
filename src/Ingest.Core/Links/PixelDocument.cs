using System.Text.Json;
using System.Text.Json.Serialization;
using Ingest.Core.Registry;

namespace Ingest.Core.Links;

/// <summary>The document of the pixels: <c>{"version": 1, "pixels": [{"id", "slug", "name", "createdAt", "updatedAt", "deletedAt"}]}</c>.</summary>
internal sealed record PixelDocument([property: JsonRequired] int Version, [property: JsonRequired] IReadOnlyList<Pixel> Pixels)
{
    private const int Newest = 1;

    /// <inheritdoc cref="IRegistryEntry{T}.Parse"/>
    public static IReadOnlyList<Pixel> Parse(string where, ReadOnlySpan<byte> document)
    {
        if (document.IsEmpty)
        {
            return [];
        }

        var read = DocumentJson.Parse(where, document, PixelDocumentContext.Default.PixelDocument);
        DocumentJson.CheckVersion(where, read.Version, Newest);
        return SlugRules.CheckDocument(where, RegistryConflicts.CheckDocument(where, read.Pixels));
    }

    /// <inheritdoc cref="IRegistryEntry{T}.Render"/>
    public static byte[] Render(IReadOnlyList<Pixel> pixels) =>
        JsonSerializer.SerializeToUtf8Bytes(new PixelDocument(Newest, pixels), PixelDocumentContext.Default.PixelDocument);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    AllowTrailingCommas = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PixelDocument))]
internal sealed partial class PixelDocumentContext : JsonSerializerContext;
