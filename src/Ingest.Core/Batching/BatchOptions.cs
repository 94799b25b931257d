namespace Ingest.Core.Batching;

/// <summary>When a batch is closed, and how its delivery is repeated. Section <c>Batching</c>; a change takes effect while running.</summary>
public sealed class BatchOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Batching";

    /// <summary>Events that close a batch. Default 100,000: ClickHouse wants 10,000 to 100,000 rows in an insert.</summary>
    public int RowsMax { get; set; } = 100_000;

    /// <summary>Record bytes that close a batch. Default 64 MiB, which bounds memory: each sink holds two batches of about this size.</summary>
    public long RecordBytesMax { get; set; } = 64 * 1024 * 1024;

    /// <summary>Age of the first record that closes a batch. Default 1 s, so that an event is visible within 2 s of its reply.</summary>
    public TimeSpan AgeMax { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Wait after the first failed delivery. Default 100 ms: most faults are a restart or a dropped connection.</summary>
    public TimeSpan RetryDelayMin { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest wait between deliveries. Default 30 s, which bounds how long a recovered sink stays unnoticed.</summary>
    public TimeSpan RetryDelayMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Records that are set aside in a row, without one that the sink takes in between, before the sink is held for the faulty one and is waited
    /// for. Default 100: a few records are bad, a hundred are a table that was changed. 0 never sets a record aside.
    /// </summary>
    public int SetAsideMax { get; set; } = 100;

    /// <summary>Time a sink has for one delivery before it is given up and repeated. Default 60 s, above any healthy insert.</summary>
    public TimeSpan DeliveryTimeout { get; set; } = TimeSpan.FromSeconds(60);
}
