namespace Ingest.Sinks.ClickHouse.Schema;

/// <summary>How a view's query cuts hours into intervals.</summary>
/// <param name="Unit">The interval: a text in quotes, or <c>{unit:String}</c>.</param>
/// <param name="Zone">The time zone: a text in quotes, or <c>{tz:String}</c>.</param>
public sealed record HourCut(string Unit, string Zone);
