using Ingest.Settings;

namespace Ingest.Hosting;

/// <summary>What a process does with the server that it runs, beside running it.</summary>
internal interface IOccupation
{
    /// <summary>Registers what has to be there before the first event is taken.</summary>
    Task PrepareAsync(Registries registries, CancellationToken stop);

    /// <summary>Goes on until it is cancelled or done; the server stops then. It does not throw for being cancelled.</summary>
    Task RunAsync(StartedServer server, CancellationToken stop);
}
