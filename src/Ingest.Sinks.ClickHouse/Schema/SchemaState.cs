namespace Ingest.Sinks.ClickHouse.Schema;

/// <summary>How a database's schema stands to this binary's.</summary>
/// <param name="Version">Newest version that was applied; 0 for none.</param>
/// <param name="MissingFiles">Names of the files that have not been applied, in order.</param>
/// <param name="MissingObjects">Names of tables and views that were made and are gone.</param>
/// <param name="IsNewer">True when the database has versions that this binary does not know.</param>
public sealed record SchemaState(int Version, IReadOnlyList<string> MissingFiles, IReadOnlyList<string> MissingObjects, bool IsNewer);
