namespace Ingest.Commands.Import;

/// <summary>What an import is told.</summary>
/// <param name="Path">The file; <c>-</c> for standard input.</param>
/// <param name="Site">Website of lines that name none.</param>
/// <param name="Url">Address of the server; null for the one running on the data folder.</param>
/// <param name="DataPath">The data folder.</param>
/// <param name="Connections">Batches under way at once.</param>
/// <param name="WaitMax">How long a batch is tried before the import gives up.</param>
/// <param name="RejectsPath">Where refused lines go; null for nowhere.</param>
/// <param name="IsDryRun">True to send nothing.</param>
/// <param name="Key">The API key to send with; null for none.</param>
internal sealed record ImportOptions(
    string Path, Guid? Site, Uri? Url, string DataPath, int Connections, TimeSpan WaitMax, string? RejectsPath, bool IsDryRun, string? Key);
