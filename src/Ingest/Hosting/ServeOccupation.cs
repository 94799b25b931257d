using Ingest.Endpoints.Admin;
using Ingest.Settings;

namespace Ingest.Hosting;

/// <summary>The plain server: it makes what a first start needs, says where everything is, and waits to be stopped.</summary>
/// <param name="address">Where the world reaches it, for the line that pages are to have.</param>
internal sealed class ServeOccupation(PublicAddress address) : IOccupation
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
        Welcome.Print(server.Collect, address.Of(server.Collect).Script, server.ClickHouse, server.Lake, _registries!.Sites.Current.InForce, _firstKey);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(stopped.SetResult);
        await stopped.Task;
    }
}
