namespace Ingest.Sinks.Iceberg.Catalogs;

/// <summary>The ends of a commit that was answered, or was not.</summary>
public enum CommitKind
{
    /// <summary>The table is changed.</summary>
    Committed,

    /// <summary>Somebody else has changed the table before: nothing was changed, and the same may be tried on what it is now.</summary>
    Conflict,

    /// <summary>Nobody knows: the table has to be loaded again and looked through for the own snapshot before anything else is tried.</summary>
    Unknown,
}

/// <summary>What became of a commit.</summary>
/// <param name="Kind">How it ended.</param>
/// <param name="Table">The table after it, when it was committed.</param>
/// <param name="Error">When it was not, why, in words for an operator.</param>
public sealed record CommitResult(CommitKind Kind, LoadedTable? Table, string? Error)
{
    /// <summary>The table is changed.</summary>
    public static CommitResult Committed(LoadedTable table) => new(CommitKind.Committed, table, Error: null);

    /// <summary>Somebody else was first.</summary>
    public static CommitResult Conflict(string error) => new(CommitKind.Conflict, Table: null, error);

    /// <summary>Nobody knows.</summary>
    public static CommitResult Unknown(string error) => new(CommitKind.Unknown, Table: null, error);
}
