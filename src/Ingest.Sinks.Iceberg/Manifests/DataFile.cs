namespace Ingest.Sinks.Iceberg.Manifests;

/// <summary>What a file holds.</summary>
internal enum FileContent
{
    /// <summary>Rows.</summary>
    Data = 0,

    /// <summary>Places of deleted rows.</summary>
    PositionDeletes = 1,

    /// <summary>Values of deleted rows.</summary>
    EqualityDeletes = 2,
}

/// <summary>A file of a table, with all that a manifest says of it: what another writer has said survives a rewrite (Iceberg specification, Data File Fields).</summary>
internal sealed record DataFile
{
    /// <summary>What it holds.</summary>
    public FileContent Content { get; init; }

    /// <summary>Where it is.</summary>
    public required string Path { get; init; }

    /// <summary>Its format.</summary>
    public string Format { get; init; } = "PARQUET";

    /// <summary>The values that its rows have in common, in the order of the partition spec. See <see cref="SingleValue"/> for their form; null is a value.</summary>
    public required IReadOnlyList<object?> Partition { get; init; }

    /// <summary>Number of rows.</summary>
    public required long RecordCount { get; init; }

    /// <summary>Length, bytes.</summary>
    public required long FileSize { get; init; }

    /// <summary>Bytes of each column, by field id.</summary>
    public IReadOnlyDictionary<int, long>? ColumnSizes { get; init; }

    /// <summary>Values of each column, nulls and NaN included.</summary>
    public IReadOnlyDictionary<int, long>? ValueCounts { get; init; }

    /// <summary>Nulls of each column.</summary>
    public IReadOnlyDictionary<int, long>? NullCounts { get; init; }

    /// <summary>NaN of each column.</summary>
    public IReadOnlyDictionary<int, long>? NanCounts { get; init; }

    /// <summary>No value of the column is less; as <see cref="SingleValue"/> writes it.</summary>
    public IReadOnlyDictionary<int, byte[]>? LowerBounds { get; init; }

    /// <summary>No value of the column is greater; as <see cref="SingleValue"/> writes it.</summary>
    public IReadOnlyDictionary<int, byte[]>? UpperBounds { get; init; }

    /// <summary>What is needed to decrypt it.</summary>
    public byte[]? KeyMetadata { get; init; }

    /// <summary>Where it may be split: the beginnings of its row groups.</summary>
    public IReadOnlyList<long>? SplitOffsets { get; init; }

    /// <summary>Columns by whose values rows are deleted.</summary>
    public IReadOnlyList<int>? EqualityIds { get; init; }

    /// <summary>The order of its rows; null for none.</summary>
    public int? SortOrderId { get; init; }

    /// <summary>The one file that its deletes are of, when there is but one.</summary>
    public string? ReferencedDataFile { get; init; }
}
