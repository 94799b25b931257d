using System.Globalization;
using System.Text.Json.Nodes;
using Ingest.Sinks.Iceberg.Avro;

namespace Ingest.IntegrationTests.Lake.Manifests;

/// <summary>Values of Avro as JSON, in the form of tests/python/avro_json.py.</summary>
internal static class AvroJson
{
    public static JsonNode? Of(object? value) => value switch
    {
        null => null,
        bool flag => flag,
        int number => number,
        long number => number,
        string text => text,
        float number => "f:" + BitConverter.SingleToUInt32Bits(number).ToString("x8", CultureInfo.InvariantCulture),
        double number => "d:" + BitConverter.DoubleToUInt64Bits(number).ToString("x16", CultureInfo.InvariantCulture),
        byte[] bytes => "0x" + Convert.ToHexStringLower(bytes),
        List<object?> list => new JsonArray([.. list.Select(Of)]),
        Dictionary<string, object?> map => new JsonObject(map.Select(entry => KeyValuePair.Create(entry.Key, Of(entry.Value)))),
        AvroRecord record => new JsonObject(record.Schema.Fields.Select((field, i) => KeyValuePair.Create(field.Name, Of(record.Values[i])))),
        _ => throw new ArgumentException($"{value.GetType().Name} is no value of Avro", nameof(value)),
    };
}
