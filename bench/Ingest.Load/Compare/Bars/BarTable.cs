namespace Ingest.Load.Compare.Bars;

/// <summary>All bars. "Bare" is the bare Kestrel endpoint, single requests at the same number of connections, in the same run.</summary>
internal static class BarTable
{
    public static readonly Bar Single = new("single", "single events, reply after commit, no sink ÷ bare, 256 connections", "×", 0.55, 0.75);
    public static readonly Bar SingleMemory = new("single-memory", "the same with Log:Durability=Memory ÷ bare", "×", 0.75, 0.90);
    public static readonly Bar SingleSink = new("single-sink", "the same, reply after commit, with ClickHouse keeping up for 60 s ÷ bare", "×", 0.40, 0.60);
    public static readonly Bar Batch = new("batch", "batches of 100, reply after commit, no sink: events/s ÷ bare requests/s", "×", 4, 8);
    public static readonly Bar BatchSink = new("batch-sink", "the same with ClickHouse keeping up for 60 s ÷ bare requests/s", "×", 1.5, 3);
    public static readonly Bar Drain = new("drain", "drain of a backlog into ClickHouse: events/s ÷ bare requests/s", "×", 2, 3.5);
    public static readonly Bar Latency = new("latency-p99", "p99 at half of the maximum rate, open loop, reply after commit", "ms", 10, 4);
    public static readonly Bar Allocated = new("allocated", "allocated by the server for a request, warm, single events", "B", 1024, 300);
    public static readonly Bar Memory = new("memory", "most resident memory of serve without the engine: full load, and the sink away for the whole run", "MB", 350, 200);
    public static readonly Bar Start = new("start", "start to the first 2xx of /api/send, engine included", "s", 4, 1.5);
    public static readonly Bar EventBytes = new("event-bytes", "bytes on disk for an event in ClickHouse, merged, realistic mix", "B", 120, 60);
    public static readonly Bar OverloadRate = new("overload-rate", "accepted at twice the capacity ÷ maximum over as many connections", "×", 0.9, 1);
    public static readonly Bar OverloadRecovery = new("overload-recovery", "from the end of the overload until replies are prompt again", "s", 1, 0.5);
    public static readonly Bar Sites = new("sites", "least ratio to bare with 1, 100 and 10,000 sites", "×", 0.55, 0.75);
    public static readonly Bar OneConnection = new("one-connection", "Log:Durability=Memory ÷ bare with 1 connection", "×", 0.75, 0.90);
    public static readonly Bar ManyConnections = new("many-connections", "ratio to bare with many connections (10,000 unless said otherwise)", "×", 0.55, 0.75);
    public static readonly Bar LogSize = new("log-size", "ratio to bare with a large log behind the writes", "×", 0.55, 0.75);

    /// <summary>All of them, in the order of reports.</summary>
    public static IReadOnlyList<Bar> All { get; } =
    [
        Single, SingleMemory, SingleSink, Batch, BatchSink, Drain, Latency, Allocated, Memory, Start, EventBytes,
        OverloadRate, OverloadRecovery, Sites, OneConnection, ManyConnections, LogSize,
    ];
}
