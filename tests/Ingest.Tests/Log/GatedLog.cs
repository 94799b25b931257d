using Ingest.Core.Log;

namespace Ingest.Tests.Log;

/// <summary>A memory log whose commits begin when they are asked for, and finish when the test says so.</summary>
internal sealed class GatedLog : IEventLog
{
    private readonly MemoryEventLog _log = new();
    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _finish = new(0);
    private int _commits;

    public int Commits => _commits;

    public Guid LogId => _log.LogId;

    public long BeginAddress => _log.BeginAddress;

    public long CommittedUntilAddress => _log.CommittedUntilAddress;

    public long TailAddress => _log.TailAddress;

    public int RecordBytesMax => _log.RecordBytesMax;

    public async Task CommitBegun()
    {
        if (!await _begun.WaitAsync(TimeSpan.FromSeconds(20)))
        {
            throw new TimeoutException("No commit has begun.");
        }
    }

    public void Finish() => _finish.Release();

    public void FinishAll() => _finish.Release(1000);

    public void Break()
    {
        _log.Break("The disk is gone.");
        FinishAll();
    }

    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _commits);
        _begun.Release();
        await _finish.WaitAsync(cancellationToken);
        await _log.CommitAsync(cancellationToken);
    }

    public int Epoch => _log.Epoch;

    public bool IsBehind => _log.IsBehind;

    public LogState State => _log.State;

    public ValueTask ReopenAsync(CancellationToken cancellationToken) => _log.ReopenAsync(cancellationToken);

    public void OnDropped(Action<long> dropped) => _log.OnDropped(dropped);

    public bool CheckDisk() => _log.CheckDisk();

    public bool TryAppend(ReadOnlySpan<byte> record, out long endAddress) => _log.TryAppend(record, out endAddress);

    public ValueTask WaitForCommitAsync(long beyondAddress, CancellationToken cancellationToken) =>
        _log.WaitForCommitAsync(beyondAddress, cancellationToken);

    public IEventLogReader OpenReader(long fromAddress) => _log.OpenReader(fromAddress);

    public void Truncate(long beforeAddress) => _log.Truncate(beforeAddress);

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    /// <summary>Lets every further commit through when disposed, so that a committer can stop however the test ends.</summary>
    public IDisposable FinishAllAtEnd() => new Gate(this);

    private sealed class Gate(GatedLog log) : IDisposable
    {
        public void Dispose() => log.FinishAll();
    }
}
