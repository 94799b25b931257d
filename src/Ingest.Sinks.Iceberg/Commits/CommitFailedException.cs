namespace Ingest.Sinks.Iceberg.Commits;

/// <summary>A commit could not be made within its tries, or what became of it could not be learned. To be begun again later.</summary>
public sealed class CommitFailedException(string message) : IcebergException(message);
