namespace Ingest.ClickHouse.Embedded.Supervision;

/// <summary>Where the engine's process stands.</summary>
public enum EngineState
{
    /// <summary>Not answering yet.</summary>
    Starting,

    /// <summary>Answering.</summary>
    Running,

    /// <summary>It ended by itself and is started again.</summary>
    Restarting,

    /// <summary>Stopped on purpose, or it could not be started at all.</summary>
    Stopped,
}

/// <summary>A snapshot for readiness and logs.</summary>
/// <param name="State">Where the process stands.</param>
/// <param name="Endpoint">The address, known from the first start on.</param>
/// <param name="Restarts">How often it was started again.</param>
/// <param name="LastError">Why it last ended, or null.</param>
public sealed record EngineStatus(EngineState State, Uri? Endpoint, int Restarts, string? LastError);
