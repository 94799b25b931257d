using Ingest.Core.Registry;

namespace Ingest.Settings;

/// <summary>Where the registries lie.</summary>
internal static class RegistryStores
{
    /// <summary>The sites of a data folder.</summary>
    public static IDocumentStore Sites(string dataPath, TimeProvider time) => new DocumentFile(DataFolder.SitesFile(dataPath), time);

    /// <summary>The links of a data folder.</summary>
    public static IDocumentStore Links(string dataPath, TimeProvider time) => new DocumentFile(DataFolder.LinksFile(dataPath), time);

    /// <summary>The pixels of a data folder.</summary>
    public static IDocumentStore Pixels(string dataPath, TimeProvider time) => new DocumentFile(DataFolder.PixelsFile(dataPath), time);
}
