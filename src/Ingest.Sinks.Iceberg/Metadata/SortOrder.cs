using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ingest.Sinks.Iceberg.Metadata;

/// <summary>The order of the rows in a file (Iceberg specification, Sorting). Number 0 is none.</summary>
/// <param name="OrderId">Number of the version.</param>
/// <param name="Fields">By what, the most significant first.</param>
public sealed record SortOrder(int OrderId, IReadOnlyList<SortField> Fields);

/// <summary>One key of an order.</summary>
/// <param name="SourceId">Field id of the column.</param>
/// <param name="Transform">From the column to the key, mostly <c>identity</c>.</param>
/// <param name="Direction"><c>asc</c> or <c>desc</c>.</param>
/// <param name="NullOrder"><c>nulls-first</c> or <c>nulls-last</c>.</param>
public sealed record SortField(int SourceId, string Transform, string Direction, string NullOrder)
{
    /// <summary>What another writer has said of it: kept as it is.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }
}
