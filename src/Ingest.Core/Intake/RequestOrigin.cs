namespace Ingest.Core.Intake;

/// <summary>Who made a request. Only what clients send counts as events.</summary>
public enum RequestOrigin : byte
{
    /// <summary>A client, over HTTP.</summary>
    Client,

    /// <summary>The canary: its one message becomes a canary's record, past the enrichers.</summary>
    Canary,

    /// <summary>The ledger of drops, which appends its own records and only waits for their commit.</summary>
    Ledger,
}
