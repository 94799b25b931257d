using System.Globalization;
using System.Text.Json;

namespace Ingest.Sinks.Iceberg.Avro;

/// <summary>Reads Avro's JSON form of a type, names of earlier types included.</summary>
internal sealed class AvroSchemaParser
{
    // Iceberg's own schemas are eight levels deep; JSON needs two for one of them.
    private const int JsonDepthMax = 128;

    private readonly string _file;
    private readonly Dictionary<string, AvroSchema> _named = new(StringComparer.Ordinal);

    private AvroSchemaParser(string file) => _file = file;

    /// <summary>Reads a schema.</summary>
    /// <param name="file">The file that it is in, for messages.</param>
    /// <param name="json">The JSON.</param>
    /// <exception cref="IcebergException">It is none.</exception>
    public static AvroSchema Parse(string file, ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = JsonDepthMax });
            return new AvroSchemaParser(file).Parse(document.RootElement, space: "");
        }
        // A JSON text that is no valid UTF-8 is found out only when it is turned into text.
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new IcebergException($"The Avro schema of {file} cannot be read: {fault.Message}", fault);
        }
    }

    private AvroSchema Parse(JsonElement json, string space) => json.ValueKind switch
    {
        JsonValueKind.String => Named(json.GetString()!, space),
        JsonValueKind.Array => new AvroSchema(AvroKind.Union) { Branches = [.. json.EnumerateArray().Select(branch => Parse(branch, space))] },
        JsonValueKind.Object => ParseObject(json, space),
        _ => throw Fault($"a type is {json.ValueKind}"),
    };

    private AvroSchema Named(string name, string space) => Primitive(name) is { } kind ? new AvroSchema(kind)
        : _named.TryGetValue(FullName(name, space), out var found) || _named.TryGetValue(name, out found) ? found
        : throw Fault($"the type \"{name}\" is not known");

    private AvroSchema ParseObject(JsonElement json, string space)
    {
        var type = Required(json, "type");
        if (type.ValueKind != JsonValueKind.String)
        {
            return Parse(type, space);
        }

        var name = type.GetString()!;
        return name switch
        {
            "record" or "error" => ParseRecord(json, space),
            "enum" => Define(json, space, new AvroSchema(AvroKind.Enum)
            {
                Symbols = [.. Required(json, "symbols").EnumerateArray().Select(symbol => symbol.GetString() ?? throw Fault("an enum has a symbol without a name"))],
            }),
            "fixed" => Define(json, space, new AvroSchema(AvroKind.Fixed) { Size = SizeOf(json), LogicalType = LogicalTypeOf(json) }),
            "array" => new AvroSchema(AvroKind.Array) { Items = Parse(Required(json, "items"), space), LogicalType = LogicalTypeOf(json) },
            "map" => new AvroSchema(AvroKind.Map) { Items = Parse(Required(json, "values"), space) },
            _ when Primitive(name) is { } kind => new AvroSchema(kind) { LogicalType = LogicalTypeOf(json) },
            _ => Named(name, space),
        };
    }

    private AvroSchema ParseRecord(JsonElement json, string space)
    {
        var record = Define(json, space, new AvroSchema(AvroKind.Record));
        var inner = SpaceOf(NameOf(json), json, space);
        record.Fields = [.. Required(json, "fields").EnumerateArray().Select(field => new AvroField(
            Required(field, "name").GetString() ?? throw Fault("a field has no name"),
            FieldIdOf(field),
            Parse(Required(field, "type"), inner)))];
        return record;
    }

    private AvroSchema Define(JsonElement json, string space, AvroSchema schema)
    {
        var name = NameOf(json);
        var full = name.Contains('.', StringComparison.Ordinal) ? name : FullName(name, SpaceOf(name, json, space));
        return _named.TryAdd(full, schema) ? schema : throw Fault($"the type \"{full}\" is defined twice");
    }

    private string NameOf(JsonElement json) => Required(json, "name").GetString() ?? throw Fault("a type has no name");

    private int SizeOf(JsonElement json) => Required(json, "size").TryGetInt32(out var size) && size >= 0 ? size : throw Fault("a fixed type has no valid size");

    private JsonElement Required(JsonElement json, string name) => json.TryGetProperty(name, out var found) ? found : throw Fault($"\"{name}\" is missing");

    private IcebergException Fault(string what) => new($"The Avro schema of {_file} cannot be read: {what}.");

    // Some writers put numbers into quotes.
    private static int? FieldIdOf(JsonElement field) =>
        !field.TryGetProperty("field-id", out var id) ? null
        : id.ValueKind == JsonValueKind.String ? int.Parse(id.GetString()!, NumberStyles.Integer, CultureInfo.InvariantCulture)
        : id.GetInt32();

    // A name with points brings its namespace along; else the nearest one around it holds.
    private static string SpaceOf(string name, JsonElement json, string around) =>
        name.LastIndexOf('.') is var point and >= 0 ? name[..point]
        : json.TryGetProperty("namespace", out var own) && own.ValueKind == JsonValueKind.String ? own.GetString()!
        : around;

    private static string FullName(string name, string space) => space.Length == 0 || name.Contains('.', StringComparison.Ordinal) ? name : $"{space}.{name}";

    private static string? LogicalTypeOf(JsonElement json) =>
        json.TryGetProperty("logicalType", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    private static AvroKind? Primitive(string name) => name switch
    {
        "null" => AvroKind.Null,
        "boolean" => AvroKind.Boolean,
        "int" => AvroKind.Int,
        "long" => AvroKind.Long,
        "float" => AvroKind.Float,
        "double" => AvroKind.Double,
        "bytes" => AvroKind.Bytes,
        "string" => AvroKind.String,
        _ => null,
    };
}
