using System.Buffers.Binary;
using Ingest.Core.Batching;

namespace Ingest.Log.Faster.Inspection;

/// <summary>A record and when it was received.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="ReceivedAt">When; null when it does not say.</param>
public sealed record RecordTime(long Address, DateTimeOffset? ReceivedAt);

/// <summary>How far a sink is behind.</summary>
/// <param name="Cursor">Where it stands.</param>
/// <param name="RecordsBehind">Good records that it has not delivered.</param>
/// <param name="BytesBehind">Bytes of log up to the end.</param>
public sealed record SinkLag(SinkPosition Cursor, long RecordsBehind, long BytesBehind);

/// <summary>What a log holds, found by walking it once.</summary>
public sealed class LogSummary
{
    // Of every record that is an event, docs/log-format.md.
    private const int ReceivedAtOffset = 79;
    private const int ReceivedAtEnd = 87;

    private readonly long[] _behind;

    private LogSummary(int sinks) => _behind = new long[sinks];

    /// <summary>Good records.</summary>
    public long Records { get; private set; }

    /// <summary>Their bytes, frames not counted.</summary>
    public long RecordBytes { get; private set; }

    /// <summary>Places that cannot be read.</summary>
    public long Damaged { get; private set; }

    /// <summary>The first good record; null when there is none.</summary>
    public RecordTime? Oldest { get; private set; }

    /// <summary>The last one.</summary>
    public RecordTime? Newest { get; private set; }

    /// <summary>How far each sink is behind.</summary>
    public IReadOnlyList<SinkLag> Sinks { get; private set; } = [];

    /// <summary>Walks a log.</summary>
    /// <param name="log">The log.</param>
    /// <param name="cursors">The sinks.</param>
    /// <param name="progress">Told the address that was reached, for each entry.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public static LogSummary Make(StoppedLog log, IReadOnlyList<SinkPosition> cursors, Action<long> progress, CancellationToken cancellationToken)
    {
        var summary = new LogSummary(cursors.Count);
        foreach (var entry in log.Walk())
        {
            cancellationToken.ThrowIfCancellationRequested();
            summary.Add(entry, cursors);
            progress(entry.End);
        }

        summary.Sinks = [.. cursors.Select((cursor, index) => new SinkLag(
            cursor, summary._behind[index], Math.Max(0, log.UntilAddress - Math.Max(cursor.Address, log.BeginAddress))))];
        return summary;
    }

    private static DateTimeOffset? ReceivedAt(ReadOnlySpan<byte> record)
    {
        if (record.Length < ReceivedAtEnd)
        {
            return null;
        }

        var ms = BinaryPrimitives.ReadInt64LittleEndian(record[ReceivedAtOffset..]);
        return ms > 0 && ms <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
    }

    private void Add(LogEntry entry, IReadOnlyList<SinkPosition> cursors)
    {
        Damaged += entry.IsDamage ? 1 : 0;
        if (entry.Kind != LogEntryKind.Record)
        {
            return;
        }

        Records++;
        RecordBytes += entry.Bytes.Length;
        Newest = new RecordTime(entry.Address, ReceivedAt(entry.Bytes.Span));
        Oldest ??= Newest;
        for (var i = 0; i < cursors.Count; i++)
        {
            _behind[i] += entry.Address >= cursors[i].Address ? 1 : 0;
        }
    }
}
