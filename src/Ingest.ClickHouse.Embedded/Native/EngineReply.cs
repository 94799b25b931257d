namespace Ingest.ClickHouse.Embedded.Native;

/// <summary>What the engine answered to one statement: an error text, or a body and counts.</summary>
internal sealed record EngineReply
{
    public string? Error { get; init; }

    public byte[] Body { get; init; } = [];

    public long RowsRead { get; init; }

    public long BytesRead { get; init; }

    public long RowsWritten { get; init; }

    public long BytesWritten { get; init; }

    public long ResultRows { get; init; }
}
