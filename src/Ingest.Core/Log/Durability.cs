namespace Ingest.Core.Log;

/// <summary>What a successful reply promises.</summary>
public enum Durability
{
    /// <summary>The event is on disk: it survives a crash of the process and of the machine.</summary>
    Disk,

    /// <summary>The event is in memory: a crash loses what came after the last background commit. An orderly stop loses nothing.</summary>
    Memory,
}
