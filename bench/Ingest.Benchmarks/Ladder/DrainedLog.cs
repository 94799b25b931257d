using Ingest.Core.Log;
using Ingest.Log.Faster;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Benchmarks.Ladder;

/// <summary>
/// The log on disk for benchmarks that only append: now and then all of it is committed and given up, so that the disk does not fill. That is one commit
/// for some 150,000 events, below what can be measured.
/// </summary>
internal sealed class DrainedLog : IAsyncDisposable
{
    private const long DrainBytes = 64 << 20;

    private long _drainedUntil;

    public DrainedLog(string path) =>
        Log = FasterEventLog.Open(new LogOptions { Path = path, SegmentBytes = DrainBytes }, TimeProvider.System, NullLogger<FasterEventLog>.Instance);

    public FasterEventLog Log { get; }

    /// <summary>Commits and gives up everything, where nobody else commits.</summary>
    public void DrainWhenLarge()
    {
        if (Log.TailAddress - _drainedUntil > DrainBytes)
        {
            Log.CommitAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
            TruncateWhenLarge();
        }
    }

    /// <summary>Gives up what a committer has committed.</summary>
    public void TruncateWhenLarge()
    {
        if (Log.TailAddress - _drainedUntil > DrainBytes)
        {
            Log.Truncate(Log.CommittedUntilAddress);
            _drainedUntil = Log.TailAddress;
        }
    }

    public ValueTask DisposeAsync() => Log.DisposeAsync();
}
