using Ingest.Core.Log;

namespace Ingest.Tests.Fakes;

/// <summary>A log that works until a test breaks a part of it.</summary>
internal sealed class FaultyLog(MemoryEventLog inner) : IEventLog
{
    public Action<long>? OnTruncate { get; set; }

    /// <summary>Called before each append, by the worker that appends: it may make it wait.</summary>
    public Action? OnAppend { get; set; }

    /// <summary>Called before each commit, by the committer: it may make it wait.</summary>
    public Action? OnCommit { get; set; }

    /// <summary>End addresses of records that read as damaged: skipped and counted, as the log on disk does.</summary>
    public HashSet<long> Damaged { get; } = [];

    public Guid LogId => inner.LogId;

    public long BeginAddress => inner.BeginAddress;

    public long CommittedUntilAddress => inner.CommittedUntilAddress;

    public long TailAddress => inner.TailAddress;

    public int RecordBytesMax => inner.RecordBytesMax;

    public int Epoch => inner.Epoch;

    public bool IsBehind => inner.IsBehind;

    public LogState State => inner.State;

    public ValueTask ReopenAsync(CancellationToken cancellationToken) => inner.ReopenAsync(cancellationToken);

    public void OnDropped(Action<long> dropped) => inner.OnDropped(dropped);

    public bool CheckDisk() => inner.CheckDisk();

    public bool TryAppend(ReadOnlySpan<byte> record, out long endAddress)
    {
        OnAppend?.Invoke();
        return inner.TryAppend(record, out endAddress);
    }

    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        OnCommit?.Invoke();
        return inner.CommitAsync(cancellationToken);
    }

    public ValueTask WaitForCommitAsync(long beyondAddress, CancellationToken cancellationToken) => inner.WaitForCommitAsync(beyondAddress, cancellationToken);

    public IEventLogReader OpenReader(long fromAddress) => new Reader(this, inner.OpenReader(fromAddress));

    public void Truncate(long beforeAddress)
    {
        OnTruncate?.Invoke(beforeAddress);
        inner.Truncate(beforeAddress);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class Reader(FaultyLog log, IEventLogReader inner) : IEventLogReader
    {
        public long Address => inner.Address;

        public long DamagedRecords { get; private set; }

        public bool TryRead(out ReadOnlySpan<byte> record)
        {
            while (inner.TryRead(out record))
            {
                if (!log.Damaged.Contains(inner.Address))
                {
                    return true;
                }

                DamagedRecords++;
            }

            return false;
        }

        public void Dispose() => inner.Dispose();
    }
}
