using System.Text.Json;
using Ingest.Core.Files;

namespace Ingest.Settings;

/// <summary>What a running server writes into its data folder, so that the other commands find it: <c>run.json</c>.</summary>
/// <param name="ProcessId">The server's process.</param>
/// <param name="Collect">Address of the collecting endpoints.</param>
/// <param name="ClickHouse">Address of ClickHouse's HTTP interface, naming the database; null when the server runs without.</param>
internal sealed record RunFile(int ProcessId, string Collect, string? ClickHouse)
{
    private const string FileName = "run.json";

    /// <summary>Writes the file, whole or not at all.</summary>
    public void Write(string dataPath) => AtomicFile.Write(Path.Combine(dataPath, FileName), JsonSerializer.SerializeToUtf8Bytes(this));

    /// <summary>Reads the file of a data folder; null when no server has run there.</summary>
    public static RunFile? Read(string dataPath)
    {
        var file = Path.Combine(dataPath, FileName);
        return File.Exists(file) ? JsonSerializer.Deserialize<RunFile>(File.ReadAllText(file)) : null;
    }

    /// <summary>Removes the file at a stop.</summary>
    public static void Remove(string dataPath) => File.Delete(Path.Combine(dataPath, FileName));
}
