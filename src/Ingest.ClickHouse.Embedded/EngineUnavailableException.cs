namespace Ingest.ClickHouse.Embedded;

/// <summary>The engine cannot be opened; the message names the reason and the remedy.</summary>
public sealed class EngineUnavailableException(string message, bool isPermanent = false) : Exception(message)
{
    /// <summary>Whether trying again is in vain: the library is absent, as opposed to a folder that another process still holds.</summary>
    public bool IsPermanent { get; } = isPermanent;
}
