using Ingest.Settings;

namespace Ingest.Commands;

/// <summary>Where the server is. One that was found by its data folder is looked for again each time: restarted, it may have another port.</summary>
internal sealed class ServerAddress(Uri? url, string dataPath)
{
    /// <summary>Path that batches are sent to.</summary>
    public const string BatchPath = "/api/batch";

    /// <summary>Address for batches; null while no server runs on the data folder.</summary>
    public Uri? Batch => PathOf(BatchPath);

    /// <summary>Address of a path of a server that there has to be.</summary>
    /// <exception cref="CommandException">None runs on the data folder, and none was named.</exception>
    public Uri Require(string path) => PathOf(path) ?? throw new CommandException(
        $"No running server was found in the data folder {Path.GetFullPath(dataPath)}: start one with 'ingest serve', or name it with --data or --url");

    private Uri? PathOf(string path) => (url ?? Found()) is { } server ? new Uri(server, path) : null;

    private Uri? Found() => RunFile.Read(dataPath) is { } run ? new Uri(run.Collect) : null;
}
