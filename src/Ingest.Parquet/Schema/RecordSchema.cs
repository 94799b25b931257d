namespace Ingest.Parquet.Schema;

/// <summary>The columns of a table, in the order in which a file carries them.</summary>
/// <param name="Columns">The columns.</param>
public sealed record RecordSchema(IReadOnlyList<ColumnSchema> Columns)
{
    /// <summary>
    /// The schema as an Iceberg JSON text, for the key <c>iceberg.schema</c> of a file; null leaves the key out.
    /// </summary>
    public string? IcebergJson { get; init; }
}
