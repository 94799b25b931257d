using Ingest.Settings;

namespace Ingest.Commands.Import;

/// <summary>Where the server is. One that was found by its data folder is looked for again each time: restarted, it may have another port.</summary>
internal sealed class ServerAddress(Uri? url, string dataPath)
{
    /// <summary>Address for batches; null while no server runs on the data folder.</summary>
    public Uri? Batch => (url ?? Found()) is { } server ? new Uri(server, "/api/batch") : null;

    /// <summary>Fails when there is no server at all.</summary>
    /// <exception cref="CommandException">None runs on the data folder, and none was named.</exception>
    public void Require()
    {
        if (Batch is null)
        {
            throw new CommandException(
                $"No running server was found in the data folder {Path.GetFullPath(dataPath)}: start one with 'ingest serve', or name it with --data or --url");
        }
    }

    private Uri? Found() => RunFile.Read(dataPath) is { } run ? new Uri(run.Collect) : null;
}
