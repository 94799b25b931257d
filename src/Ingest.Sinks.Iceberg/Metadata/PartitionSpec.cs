using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ingest.Sinks.Iceberg.Metadata;

/// <summary>How a table's rows are divided among files (Iceberg specification, Partitioning).</summary>
/// <param name="SpecId">Number of the version.</param>
/// <param name="Fields">What the values of a file have in common, in this order.</param>
public sealed record PartitionSpec(int SpecId, IReadOnlyList<PartitionField> Fields);

/// <summary>One value that all rows of a file have in common.</summary>
/// <param name="SourceId">Field id of the column.</param>
/// <param name="FieldId">Id of the value itself, from 1000 on.</param>
/// <param name="Name">Name, for example <c>event_time_day</c>.</param>
/// <param name="Transform">From the column to the value: <c>identity</c>, <c>day</c>.</param>
public sealed record PartitionField(int SourceId, int FieldId, string Name, string Transform)
{
    /// <summary>What another writer has said of it: kept as it is.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }
}
