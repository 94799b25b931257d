using Ingest.Parquet.Columns;

namespace Ingest.Sinks.Iceberg.Tables;

/// <summary>Rows for one table, and the order in which they go into files.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Order">Numbers of those that are written: files one after another, sorted within each.</param>
/// <param name="Files">Which part of <paramref name="Order"/> is in which file.</param>
internal sealed record TableRows(RecordBatch Rows, IReadOnlyList<FileRows> Files, ReadOnlyMemory<int> Order)
{
    /// <summary>No rows.</summary>
    public bool IsEmpty => Order.IsEmpty;
}

/// <summary>The rows of one file: those of one partition.</summary>
/// <param name="Day">Days since 1970-01-01 that all of them have in common.</param>
/// <param name="SiteId">The site that all of them have in common.</param>
/// <param name="Start">The first one in the order.</param>
/// <param name="Count">How many.</param>
internal readonly record struct FileRows(int Day, Guid SiteId, int Start, int Count);
