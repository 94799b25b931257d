using System.Globalization;

namespace Ingest.Core.Intake;

/// <summary>What the intake accepts, and how much of it may wait.</summary>
public sealed class IntakeOptions
{
    private const long BytesCeiling = 256L * 1024 * 1024;
    private const int ItemsCeiling = 100_000;
    private const int QueueCeiling = 1_000_000;
    private const int EventIdsFloor = 2;
    private const int EventIdsCeiling = 100_000_000;
    private const int WorkersCeiling = 256;
    private static readonly TimeSpan QueueDelayFloor = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan QueueWaitCeiling = TimeSpan.FromSeconds(30);

    /// <summary>Largest body of <c>/api/send</c> in bytes, on the wire and decompressed. Default 1 MiB: hundreds of times a usual event.</summary>
    public long SendBytesMax { get; set; } = 1024 * 1024;

    /// <summary>Largest body of <c>/api/batch</c> in bytes, on the wire and decompressed. Default 8 MiB: 5,000 items of 1.6 KiB.</summary>
    public long BatchBytesMax { get; set; } = 8 * 1024 * 1024;

    /// <summary>Most items of a batch. Default 5,000, ten times what Umami 3.4 takes, so that a backlog drains in few requests.</summary>
    public int BatchItemsMax { get; set; } = 5000;

    /// <summary>Requests that may wait for a worker. Default 4,096: some 40 ms of work at 100,000 events per second.</summary>
    public int QueueCapacity { get; set; } = 4096;

    /// <summary>How long a request waits for room in a full queue before it is answered 503. Default 2 s, so that a short stall of the disk costs nothing.</summary>
    public TimeSpan QueueWait { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a request may have to wait for a worker before further ones are answered 503 at once, reckoned by the pace of the last that waited.
    /// Default 500 ms: ten thousand connections that send one event at a time make it 333 ms at 30,000 events per second.
    /// </summary>
    public TimeSpan QueueDelayMax { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Bytes of all bodies in flight, beyond which requests are answered with 503. Default 256 MiB: with the copies made of a body, under 1 GiB at the worst.</summary>
    public long PendingBytesMax { get; set; } = 256L * 1024 * 1024;

    /// <summary>Workers that enrich and append. Default the number of processors: the work between two commits is pure CPU.</summary>
    public int Workers { get; set; } = Math.Clamp(Environment.ProcessorCount, 1, WorkersCeiling);

    /// <summary>
    /// Event ids given by callers that are remembered, so that an event sent again is not stored again; at least the newest half of them. Default
    /// 1,000,000: 24 MB at the most, 16 MB on disk, and a quarter of an hour of retries at 500 such events a second.
    /// </summary>
    public int EventIdsMax { get; set; } = 1_000_000;

    /// <summary>Every fault of these settings, each naming key, value and bound; empty when they can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        CheckRange(faults, nameof(SendBytesMax), SendBytesMax, 1, BytesCeiling);
        CheckRange(faults, nameof(BatchBytesMax), BatchBytesMax, 1, BytesCeiling);
        CheckRange(faults, nameof(BatchItemsMax), BatchItemsMax, 1, ItemsCeiling);
        CheckRange(faults, nameof(QueueCapacity), QueueCapacity, 1, QueueCeiling);
        CheckRange(faults, nameof(EventIdsMax), EventIdsMax, EventIdsFloor, EventIdsCeiling);
        CheckRange(faults, nameof(Workers), Workers, 1, WorkersCeiling);
        if (QueueWait < TimeSpan.Zero || QueueWait > QueueWaitCeiling)
        {
            faults.Add(Invariant($"Intake:QueueWait is {QueueWait}: it has to be between 00:00:00 and {QueueWaitCeiling}, or clients give up before the answer."));
        }

        if (QueueDelayMax < QueueDelayFloor || QueueDelayMax > QueueWaitCeiling)
        {
            faults.Add(Invariant($"Intake:QueueDelayMax is {QueueDelayMax}: it has to be between {QueueDelayFloor} and {QueueWaitCeiling}, so that neither a pause of the collector counts nor clients give up before the answer."));
        }

        // A batch of one item is a message: BatchBytesMax >= SendBytesMax.
        if (BatchBytesMax < SendBytesMax)
        {
            faults.Add(Invariant($"Intake:BatchBytesMax is {BatchBytesMax}: it has to be at least Intake:SendBytesMax, which is {SendBytesMax}."));
        }

        // The largest batch must fit: PendingBytesMax >= BatchBytesMax.
        if (PendingBytesMax < BatchBytesMax)
        {
            faults.Add(Invariant($"Intake:PendingBytesMax is {PendingBytesMax}: it has to be at least Intake:BatchBytesMax, which is {BatchBytesMax}."));
        }

        // A worker without a place in the queue can never be fed in time: QueueCapacity >= Workers.
        if (QueueCapacity < Workers)
        {
            faults.Add(Invariant($"Intake:QueueCapacity is {QueueCapacity}: it has to be at least Intake:Workers, which is {Workers}."));
        }

        return faults;
    }

    private static void CheckRange(List<string> faults, string key, long value, long min, long max)
    {
        if (value < min || value > max)
        {
            faults.Add(Invariant($"Intake:{key} is {value}: it has to be between {min} and {max}."));
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
