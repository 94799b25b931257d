namespace Ingest.Sinks.ClickHouse.Schema;

/// <summary>A parameter of a view, as in <c>view_pages(site=…)</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, in ClickHouse's words.</param>
public sealed record ViewParameter(string Name, string Type);
