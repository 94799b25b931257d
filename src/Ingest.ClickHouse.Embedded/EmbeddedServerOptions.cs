using Ingest.ClickHouse.Embedded.Sql;

namespace Ingest.ClickHouse.Embedded;

/// <summary>How the embedded ClickHouse engine is run and what may be asked of it.</summary>
public sealed class EmbeddedServerOptions
{
    /// <summary>
    /// The data folder. <c>store/</c> below it is the engine's and the only place that it may write; <c>password</c> beside it belongs to the writer. Required.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>The TCP port on the loopback interface. 0 lets the system choose. Default 8123, ClickHouse's own.</summary>
    public int Port { get; init; } = 8123;

    /// <summary>
    /// The most memory, in bytes, that the engine takes for queries, inserts and merges together. Default 0: half of what the machine or container has.
    /// </summary>
    public long MemoryBytesMax { get; init; }

    /// <summary>
    /// Statements that run at once; half of the places are kept for the writer, so that queries never hold an insert up. Default 8.
    /// </summary>
    public int ConnectionsMax { get; init; } = 8;

    /// <summary>The most bytes in the rows of one insert, after decompression. They lie in memory while it runs. Default 256 MiB.</summary>
    public long InsertBytesMax { get; init; } = 256L << 20;

    /// <summary>Folders that <c>file()</c> may read, by the writer alone. Default none.</summary>
    public IReadOnlyList<string> ReadableFolders { get; init; } = [];

    /// <summary>
    /// TCP ports that the engine may connect to, for <c>url()</c>, <c>s3()</c> or a lake catalog used by the writer. Default none: it opens no connection.
    /// </summary>
    public IReadOnlyList<int> OutboundPorts { get; init; } = [];

    /// <summary>The limits of the user <c>default</c>.</summary>
    public AnalystLimits Analyst { get; init; } = new();

    /// <summary>
    /// Whether the server ends when its standard input ends, so that it never outlives the process that started it. Default false.
    /// </summary>
    public bool ExitsWithInput { get; init; }
}

/// <summary>What one query of the user <c>default</c>, who needs no password, may use.</summary>
public sealed class AnalystLimits
{
    /// <summary>The longest run of a query. Default 60 s: a dashboard that takes longer needs another table.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The most memory of a query, in bytes. Default 0: a quarter of the engine's.</summary>
    public long MemoryBytesMax { get; init; }

    /// <summary>The most rows in a result. Default 10 million.</summary>
    public long ResultRowsMax { get; init; } = 10_000_000;

    /// <summary>
    /// The tables and views that a query may name: names, in which <c>*</c> stands for any characters. Those of the engine itself, such as <c>system.tables</c>,
    /// may be named always. Default all.
    /// </summary>
    public IReadOnlyList<string> Tables { get; init; } = [HiddenTables.Everything];
}
