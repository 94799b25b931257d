using Ingest.Load.Latency;

namespace Ingest.Load.Running;

/// <summary>What came of a run.</summary>
public sealed record LoadResult
{
    /// <summary>What was asked for.</summary>
    public required LoadPlan Plan { get; init; }

    /// <summary>When measuring began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Seconds that were measured: the plan's duration, or less when the run was ended early.</summary>
    public required double Seconds { get; init; }

    /// <summary>What was counted within the measured seconds.</summary>
    public required LoadCounts Measured { get; init; }

    /// <summary>What was counted in the whole run: warm-up, measured seconds, and the last replies after them. Verifying asks for these.</summary>
    public required LoadCounts Whole { get; init; }

    /// <summary>Latency of the requests that were meant to be sent within the measured seconds, from that intended time to the end of the reply, in nanoseconds.</summary>
    public required LatencyHistogram Latency { get; init; }

    /// <summary>The measured seconds, one after the other.</summary>
    public required IReadOnlyList<LoadSecond> Timeline { get; init; }

    /// <summary>What was refused, by status and reason, in the whole run; most frequent first.</summary>
    public required IReadOnlyList<LoadRefusal> Refusals { get; init; }

    /// <summary>Processor time of the generator while it measured, in seconds.</summary>
    public required double GeneratorCpuSeconds { get; init; }

    /// <summary>Numbers of the events of unknown outcome, as far as they were kept (<see cref="LoadRun.UnknownNumbersMax"/>).</summary>
    public IReadOnlyList<ulong> UnknownNumbers { get; init; } = [];

    /// <summary>Acknowledged events a second.</summary>
    public double EventsPerSecond => Seconds > 0 ? Measured.EventsAcknowledged / Seconds : 0;

    /// <summary>Replies a second, of whatever status.</summary>
    public double RequestsPerSecond => Seconds > 0 ? Measured.Requests / Seconds : 0;
}

/// <summary>Counts of a stretch of time, by the time of the reply.</summary>
public sealed record LoadCounts
{
    /// <summary>Replies, of whatever status.</summary>
    public long Requests { get; init; }

    /// <summary>Events that a reply said are stored.</summary>
    public long EventsAcknowledged { get; init; }

    /// <summary>Events that a reply said are not stored.</summary>
    public long EventsRefused { get; init; }

    /// <summary>Events of which it is unknown whether they are stored: the connection broke, or gave no reply in time, after they were sent.</summary>
    public long EventsUnknown { get; init; }

    /// <summary>Connections that could not be opened.</summary>
    public long ConnectFaults { get; init; }

    /// <summary>Connections that broke with a request under way.</summary>
    public long BrokenConnections { get; init; }

    /// <summary>Requests without a reply within the plan's limit.</summary>
    public long Timeouts { get; init; }

    /// <summary>Replies that could not be read.</summary>
    public long BadReplies { get; init; }

    /// <summary>Connections that the server closed in good order, and that were opened again.</summary>
    public long Reconnects { get; init; }

    /// <summary>Requests of an open loop that were never sent: no connection was free and the queue full, or the run at its end.</summary>
    public long RequestsUnsent { get; init; }

    /// <summary>Bytes sent, headers included.</summary>
    public long BytesSent { get; init; }

    /// <summary>Bytes received, headers included.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Faults of the transport: no connection, a broken one, no reply in time, a reply that cannot be read.</summary>
    public long TransportFaults => ConnectFaults + BrokenConnections + Timeouts + BadReplies;
}

/// <summary>One second of a run.</summary>
/// <param name="Second">Seconds since measuring began; below zero in the warm-up.</param>
/// <param name="Length">Its length in seconds: 1, or less at the end of a run that was ended early.</param>
/// <param name="Counts">What was counted.</param>
/// <param name="P50">Median latency of its replies in nanoseconds; 0 without any.</param>
/// <param name="P90">Latency that 90 % kept within, in nanoseconds.</param>
/// <param name="P99">Latency that 99 % kept within, in nanoseconds.</param>
/// <param name="Max">Longest latency in nanoseconds.</param>
public sealed record LoadSecond(int Second, double Length, LoadCounts Counts, long P50, long P90, long P99, long Max);

/// <summary>Events that were refused for one reason.</summary>
/// <param name="Status">HTTP status of the reply.</param>
/// <param name="Reason">What <c>X-Ingest-Dropped</c> said; empty when the server sent none.</param>
/// <param name="Events">How many.</param>
/// <param name="Sample">The body of one such reply, cut.</param>
public sealed record LoadRefusal(int Status, string Reason, long Events, string Sample);

/// <summary>How far a run is; told every second.</summary>
/// <param name="Second">The last whole second.</param>
/// <param name="WarmUp">The plan's warm-up.</param>
/// <param name="Duration">The plan's duration.</param>
/// <param name="Whole">What was counted since the beginning.</param>
public sealed record LoadProgress(LoadSecond Second, TimeSpan WarmUp, TimeSpan Duration, LoadCounts Whole);
