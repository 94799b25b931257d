using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ingest.Sinks.Iceberg.Metadata;

/// <summary>One field of a schema or structure.</summary>
/// <param name="Id">Field id: a column is found by it in every file, whatever it is called.</param>
/// <param name="Name">Name.</param>
/// <param name="Required">True when every row has a value.</param>
/// <param name="Type">Type.</param>
public sealed record NestedField(int Id, string Name, bool Required, IcebergType Type)
{
    /// <summary>What it means, in words.</summary>
    public string? Doc { get; init; }

    /// <summary>What another writer has said of it: kept as it is.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }
}
