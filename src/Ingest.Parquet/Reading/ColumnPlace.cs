using Ingest.Parquet.Schema;

namespace Ingest.Parquet.Reading;

/// <summary>Where a column of a file lies: the number of its first column of values among all of them.</summary>
internal readonly record struct ColumnPlace(ColumnSchema Schema, int FirstLeaf);
