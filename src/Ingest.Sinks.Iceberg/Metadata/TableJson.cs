using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ingest.Sinks.Iceberg.Metadata;

/// <summary>Metadata as JSON, as the specification spells it: names of small letters and hyphens.</summary>
public static class TableJson
{
    /// <summary>The spelling, for messages of a REST catalog too.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowOutOfOrderMetadataProperties = true,
    };

    /// <summary>A metadata file's bytes.</summary>
    public static byte[] Render(TableMetadata metadata) => JsonSerializer.SerializeToUtf8Bytes(metadata, Options);

    /// <summary>Reads a metadata file.</summary>
    /// <param name="location">Where it was read from, for messages.</param>
    /// <param name="json">Its bytes.</param>
    /// <exception cref="IcebergException">It is no table of the second version of the format.</exception>
    public static TableMetadata Parse(string location, ReadOnlySpan<byte> json)
    {
        try
        {
            return Check(location, JsonSerializer.Deserialize<TableMetadata>(json, Options));
        }
        catch (JsonException fault)
        {
            throw new IcebergException($"The table metadata {location} cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>Refuses what this program does not write.</summary>
    /// <exception cref="IcebergException">It is no table of the second version of the format.</exception>
    public static TableMetadata Check(string location, TableMetadata? metadata) =>
        metadata is null ? throw new IcebergException($"The table metadata {location} is empty.")
        : metadata.FormatVersion == TableMetadata.Version ? metadata.WithMain()
        : throw new IcebergException(
            $"The table metadata {location} is of format version {metadata.FormatVersion}; this program writes version {TableMetadata.Version}. "
            + "Remedy: name another table, or let the engine that upgraded it write it.");

    /// <summary>Any part of the metadata as text.</summary>
    public static string ToText<T>(T part) => JsonSerializer.Serialize(part, Options);
}
