using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Manifests;

/// <summary>
/// The Avro schemas of manifests and manifest lists, in the form and order of Java's writer for the second version of the format (Iceberg
/// specification, Manifests, Manifest Lists and Appendix A).
/// </summary>
internal static class ManifestSchema
{
    private const string Bytes = "\"bytes\"";
    private const string Int = "\"int\"";
    private const string Long = "\"long\"";
    private const string Text = "\"string\"";
    private const string Boolean = "\"boolean\"";

    /// <summary>A manifest list's lines.</summary>
    public static string List { get; } = Record("manifest_file",
        Required(500, "manifest_path", Text),
        Required(501, "manifest_length", Long),
        Required(502, "partition_spec_id", Int),
        Required(517, "content", Int),
        Required(515, "sequence_number", Long),
        Required(516, "min_sequence_number", Long),
        Required(503, "added_snapshot_id", Long),
        Required(504, "added_files_count", Int),
        Required(505, "existing_files_count", Int),
        Required(506, "deleted_files_count", Int),
        Required(512, "added_rows_count", Long),
        Required(513, "existing_rows_count", Long),
        Required(514, "deleted_rows_count", Long),
        Optional(507, "partitions", Array(508, Record("r508",
            Required(509, "contains_null", Boolean),
            Optional(518, "contains_nan", Boolean),
            Optional(510, "lower_bound", Bytes),
            Optional(511, "upper_bound", Bytes)))),
        Optional(519, "key_metadata", Bytes));

    /// <summary>A manifest's lines, for files of this spec.</summary>
    /// <exception cref="IcebergException">A type of a partition value is not known.</exception>
    public static string Entries(PartitionType partition) => Record("manifest_entry",
        Required(0, "status", Int),
        Optional(1, "snapshot_id", Long),
        Optional(3, "sequence_number", Long),
        Optional(4, "file_sequence_number", Long),
        Required(2, "data_file", Record("r2",
            Required(134, "content", Int),
            Required(100, "file_path", Text),
            Required(101, "file_format", Text),
            Required(102, "partition", Record("r102", PartitionFields(partition))),
            Required(103, "record_count", Long),
            Required(104, "file_size_in_bytes", Long),
            Optional(108, "column_sizes", Map(117, 118, Long)),
            Optional(109, "value_counts", Map(119, 120, Long)),
            Optional(110, "null_value_counts", Map(121, 122, Long)),
            Optional(137, "nan_value_counts", Map(138, 139, Long)),
            Optional(125, "lower_bounds", Map(126, 127, Bytes)),
            Optional(128, "upper_bounds", Map(129, 130, Bytes)),
            Optional(131, "key_metadata", Bytes),
            Optional(132, "split_offsets", Array(133, Long)),
            Optional(135, "equality_ids", Array(136, Int)),
            Optional(140, "sort_order_id", Int),
            Optional(143, "referenced_data_file", Text))));

    private static string[] PartitionFields(PartitionType partition)
    {
        // Avro defines a named type once and refers to it by its name from then on.
        var defined = new HashSet<string>(StringComparer.Ordinal);
        return [.. partition.Spec.Fields.Select((field, i) =>
        {
            var name = AvroName(field.Name);
            var original = name == field.Name ? "" : $",\"iceberg-field-name\":\"{JavaScriptEncoder.Default.Encode(field.Name)}\"";
            return Optional(field.FieldId, name, TypeOf(PrimitiveShape.Of(partition.Types[i]), defined), original);
        })];
    }

    private static string TypeOf(PrimitiveShape type, HashSet<string> defined) => type.Name switch
    {
        "date" => Logical(Int, "date"),
        "time" => Logical(Long, "time-micros"),
        "timestamp" => Logical(Long, "timestamp-micros", ",\"adjust-to-utc\":false"),
        "timestamptz" => Logical(Long, "timestamp-micros", ",\"adjust-to-utc\":true"),
        "uuid" => Fixed("uuid_fixed", type.Length, ",\"logicalType\":\"uuid\"", defined),
        "fixed" => Fixed(Invariant($"fixed_{type.Length}"), type.Length, "", defined),
        "decimal" => Fixed(Invariant($"decimal_{type.Precision}_{type.Scale}"), type.Length,
            Invariant($",\"logicalType\":\"decimal\",\"precision\":{type.Precision},\"scale\":{type.Scale}"), defined),
        "binary" => Bytes,
        _ => $"\"{type.Name}\"",
    };

    private static string Record(string name, params ReadOnlySpan<string> fields) =>
        $"{{\"type\":\"record\",\"name\":\"{name}\",\"fields\":[{string.Join(',', fields)}]}}";

    private static string Required(int id, string name, string type) => Invariant($"{{\"name\":\"{name}\",\"type\":{type},\"field-id\":{id}}}");

    private static string Optional(int id, string name, string type, string more = "") =>
        Invariant($"{{\"name\":\"{name}\",\"type\":[\"null\",{type}],\"default\":null,\"field-id\":{id}{more}}}");

    private static string Array(int elementId, string items) => Invariant($"{{\"type\":\"array\",\"items\":{items},\"element-id\":{elementId}}}");

    // Avro's own maps have text for keys only.
    private static string Map(int keyId, int valueId, string values) =>
        $"{{\"type\":\"array\",\"items\":{Record(Invariant($"k{keyId}_v{valueId}"), Required(keyId, "key", Int), Required(valueId, "value", values))},\"logicalType\":\"map\"}}";

    private static string Logical(string type, string meaning, string more = "") => $"{{\"type\":{type},\"logicalType\":\"{meaning}\"{more}}}";

    private static string Fixed(string name, int size, string more, HashSet<string> defined) =>
        defined.Add(name) ? Invariant($"{{\"type\":\"fixed\",\"name\":\"{name}\",\"size\":{size}{more}}}") : $"\"{name}\"";

    private static string AvroName(string name)
    {
        var avro = new StringBuilder();
        foreach (var character in name)
        {
            var isDigit = char.IsAsciiDigit(character);
            _ = char.IsAsciiLetter(character) || character == '_' || (isDigit && avro.Length > 0) ? avro.Append(character)
                : isDigit ? avro.Append('_').Append(character)
                : avro.Append(CultureInfo.InvariantCulture, $"_x{(int)character:X}");
        }

        return avro.ToString();
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
