namespace Ingest.Faults.Schedule;

/// <summary>What is done to the server or its engine.</summary>
internal enum FaultKind
{
    /// <summary>Kill -9 of the server at a random moment.</summary>
    KillServer,

    /// <summary>The server kills itself at a failpoint.</summary>
    KillServerAt,

    /// <summary>Kill -9 of the server, and again three times while it recovers.</summary>
    KillRecovery,

    /// <summary>A graceful stop.</summary>
    StopServer,

    /// <summary>A graceful stop, in which the server kills itself at a failpoint.</summary>
    KillDrainAt,

    /// <summary>Kill -9 of the engine at a random moment.</summary>
    KillEngine,

    /// <summary>Kill -9 of the engine while the server is held at a failpoint.</summary>
    KillEngineAt,

    /// <summary>SIGSTOP of the server, meanwhile a second server tries to start on its folder, then SIGCONT.</summary>
    PauseServer,

    /// <summary>SIGSTOP of the engine, then SIGCONT.</summary>
    PauseEngine,
}
