using Ingest.Core.Registry;

namespace Ingest.Settings;

/// <summary>Where the registries lie.</summary>
internal static class RegistryStores
{
    /// <summary>The sites of a data folder.</summary>
    public static IDocumentStore Sites(string dataPath, TimeProvider time) => new DocumentFile(DataFolder.SitesFile(dataPath), time);

    /// <summary>The API keys of a data folder.</summary>
    public static IDocumentStore Keys(string dataPath, TimeProvider time) => new DocumentFile(DataFolder.KeysFile(dataPath), time, DataFolder.OwnerOnly);
}
