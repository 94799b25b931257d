using Ingest.Settings;

namespace Ingest.Hosting;

/// <summary>The plain server: it makes what a first start needs, says where everything is, and waits to be stopped.</summary>
/// <param name="scriptPath">Path of the tracker that pages are to name.</param>
internal sealed class ServeOccupation(string scriptPath) : IOccupation
{
    private Registries? _registries;
    private string? _firstKey;

    /// <inheritdoc/>
    public async Task PrepareAsync(Registries registries, CancellationToken stop)
    {
        _registries = registries;
        await FirstStart.AddSiteAsync(registries.Sites, stop);
        _firstKey = await FirstStart.CreateKeyAsync(registries.Keys, stop);
    }

    /// <inheritdoc/>
    public async Task RunAsync(StartedServer server, CancellationToken stop)
    {
        Welcome.Print(server.Collect, scriptPath, server.ClickHouse, server.Lake, _registries!.Sites.Current.InForce, _firstKey);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(stopped.SetResult);
        await stopped.Task;
    }
}
