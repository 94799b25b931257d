using System.Text.Json.Nodes;

namespace Ingest.Endpoints.Description;

// What the metrics paths answer, for the OpenAPI document alone: they are written as they come from ClickHouse.

/// <summary>Rows of a view.</summary>
/// <param name="View">Its name.</param>
/// <param name="Site">The site.</param>
/// <param name="Since">First moment of the time that the rows are about.</param>
/// <param name="Until">First moment behind it.</param>
/// <param name="Tz">IANA name of the time zone of its days.</param>
/// <param name="Unit">The interval of a row; null when the view has none.</param>
/// <param name="Columns">What is in a row.</param>
/// <param name="Rows">The rows: numbers as numbers, times in ISO 8601 with Z.</param>
/// <param name="Truncated">True when there are more than were asked for.</param>
internal sealed record MetricsReply(
    string View, Guid Site, DateTimeOffset Since, DateTimeOffset Until, string Tz, string? Unit, IReadOnlyList<MetricsColumn> Columns, IReadOnlyList<JsonArray> Rows, bool Truncated);

/// <summary>A column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in ClickHouse.</param>
internal sealed record MetricsColumn(string Name, string Type);
