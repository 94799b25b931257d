using System.Text.Json;
using System.Text.Json.Serialization;
using Ingest.Core.Registry;

namespace Ingest.Core.Sites;

/// <summary>
/// The document of the sites: <c>{"version": 2, "sites": [{"id", "name", "domains", "createdAt", "settings", "updatedAt", "deletedAt"}]}</c>. Version 1 has none of
/// the last three.
/// </summary>
internal sealed record SiteDocument([property: JsonRequired] int Version, [property: JsonRequired] IReadOnlyList<Site> Sites)
{
    // A program that knows no deletion would bring deleted sites back: it refuses what has a version beyond its own.
    private const int Newest = 2;

    private static readonly SiteDocumentContext Json = new(DocumentJson.NewOptions());

    /// <inheritdoc cref="IRegistryEntry{T}.Parse"/>
    public static IReadOnlyList<Site> Parse(string where, ReadOnlySpan<byte> document) =>
        DocumentJson.Read(where, document, Json.SiteDocument, Newest, read => (read.Version, read.Sites));

    /// <inheritdoc cref="IRegistryEntry{T}.Render"/>
    public static byte[] Render(IReadOnlyList<Site> sites) =>
        JsonSerializer.SerializeToUtf8Bytes(new SiteDocument(Newest, sites), Json.SiteDocument);
}

[JsonSerializable(typeof(SiteDocument))]
internal sealed partial class SiteDocumentContext : JsonSerializerContext;
