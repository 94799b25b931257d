namespace Ingest.Sinks.ClickHouse.Schema;

/// <summary>What applying the schema did.</summary>
/// <param name="Version">Version of the database afterwards.</param>
/// <param name="Applied">Names of the files that were applied now, in order; empty when the database was up to date.</param>
/// <param name="IsNewer">True when the database has versions that this binary does not know: a newer one made it.</param>
public sealed record SchemaReport(int Version, IReadOnlyList<string> Applied, bool IsNewer);
