using System.Text.Json;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Tables;

/// <summary>What a table of the lake is when it is created: a file of <c>schema/iceberg</c>.</summary>
internal static class LakeTableFile
{
    /// <summary>Reads the definition of a table.</summary>
    public static TableDefinition Read(string table)
    {
        using var file = typeof(LakeTableFile).Assembly.GetManifestResourceStream($"schema/{table}.json")
            ?? throw new InvalidOperationException($"There is no schema/iceberg/{table}.json.");
        return JsonSerializer.Deserialize<TableDefinition>(file, TableJson.Options)
            ?? throw new InvalidOperationException($"schema/iceberg/{table}.json is empty.");
    }
}
