using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ingest.Sinks.Iceberg.Metadata;

/// <summary>One version of a table's columns (Iceberg specification, Schemas).</summary>
/// <param name="SchemaId">Number of the version.</param>
/// <param name="Fields">The columns.</param>
public sealed record IcebergSchema(int SchemaId, IReadOnlyList<NestedField> Fields)
{
    /// <summary>Always <c>struct</c>.</summary>
    [JsonInclude]
    [JsonPropertyOrder(-1)]
    public string Type { get; private set; } = "struct";

    /// <summary>The highest field id, of nested fields too; 0 without columns.</summary>
    [JsonIgnore]
    public int HighestFieldId => Fields.Select(HighestIdOf).DefaultIfEmpty(0).Max();

    /// <summary>What another writer has said of it: kept as it is.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }

    /// <summary>A column by its name; null when there is none.</summary>
    public NestedField? Find(string name) => Fields.FirstOrDefault(field => field.Name == name);

    /// <summary>True when both have the same columns, whatever their numbers of version.</summary>
    public bool HasSameFields(IcebergSchema other) => TableJson.ToText(Fields) == TableJson.ToText(other.Fields);

    private static int HighestIdOf(NestedField field) => Math.Max(field.Id, HighestIdOf(field.Type));

    private static int HighestIdOf(IcebergType type) => type switch
    {
        MapType map => Max(map.KeyId, map.ValueId, HighestIdOf(map.Key), HighestIdOf(map.Value)),
        ListType list => Math.Max(list.ElementId, HighestIdOf(list.Element)),
        StructType structure => structure.Fields.Select(HighestIdOf).DefaultIfEmpty(0).Max(),
        _ => 0,
    };

    private static int Max(params ReadOnlySpan<int> ids)
    {
        var highest = 0;
        foreach (var id in ids)
        {
            highest = Math.Max(highest, id);
        }

        return highest;
    }
}
