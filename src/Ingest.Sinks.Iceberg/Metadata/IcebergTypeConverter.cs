using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ingest.Sinks.Iceberg.Metadata;

/// <summary>Types as JSON (Iceberg specification, Appendix C).</summary>
internal sealed class IcebergTypeConverter : JsonConverter<IcebergType>
{
    /// <inheritdoc/>
    public override IcebergType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return new PrimitiveType(reader.GetString()!);
        }

        var json = JsonElement.ParseValue(ref reader);
        IcebergType Inner(string name) => Required(json, name).Deserialize<IcebergType>(options) ?? throw Missing(name);
        return Required(json, "type").GetString() switch
        {
            "map" => new MapType(
                Required(json, "key-id").GetInt32(), Inner("key"), Required(json, "value-id").GetInt32(), Required(json, "value-required").GetBoolean(), Inner("value")),
            "list" => new ListType(Required(json, "element-id").GetInt32(), Required(json, "element-required").GetBoolean(), Inner("element")),
            "struct" => new StructType(Required(json, "fields").Deserialize<List<NestedField>>(options) ?? []),
            var other => throw new JsonException($"the type \"{other}\" is not one of map, list and struct"),
        };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IcebergType value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case PrimitiveType primitive:
                writer.WriteStringValue(primitive.Name);
                break;
            case MapType map:
                Start(writer, "map");
                writer.WriteNumber("key-id", map.KeyId);
                WriteInner(writer, "key", map.Key, options);
                writer.WriteNumber("value-id", map.ValueId);
                writer.WriteBoolean("value-required", map.IsValueRequired);
                WriteInner(writer, "value", map.Value, options);
                writer.WriteEndObject();
                break;
            case ListType list:
                Start(writer, "list");
                writer.WriteNumber("element-id", list.ElementId);
                writer.WriteBoolean("element-required", list.IsElementRequired);
                WriteInner(writer, "element", list.Element, options);
                writer.WriteEndObject();
                break;
            case StructType structure:
                Start(writer, "struct");
                writer.WritePropertyName("fields");
                JsonSerializer.Serialize(writer, structure.Fields, options);
                writer.WriteEndObject();
                break;
            default:
                throw new JsonException($"{value.GetType().Name} has no JSON form");
        }
    }

    private static void Start(Utf8JsonWriter writer, string type)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
    }

    private void WriteInner(Utf8JsonWriter writer, string name, IcebergType type, JsonSerializerOptions options)
    {
        writer.WritePropertyName(name);
        Write(writer, type, options);
    }

    private static JsonElement Required(JsonElement json, string name) => json.TryGetProperty(name, out var found) ? found : throw Missing(name);

    private static JsonException Missing(string name) => new($"a type has no \"{name}\"");
}
