namespace Ingest.Core.Log;

/// <summary>
/// Says how long the next commit is held back. A commit costs two flushes however many requests wait for it: while many do, the next ones gather for
/// a moment, and the processor time that fewer flushes save answers more of them than the moment delays. Few are never held back.
/// </summary>
/// <remarks>Not thread-safe: the loop that commits has it for itself.</remarks>
internal sealed class CommitPace(TimeProvider time)
{
    /// <summary>A last commit of so many requests or more says that many wait.</summary>
    public const int BusyCountMin = 16;

    // 500 commits in a second at the most. With 3 ms, 256 connections got fewer replies (docs/decisions/0032-one-thread-a-request.md).
    private static readonly TimeSpan BusyInterval = TimeSpan.FromMilliseconds(2);

    private int _lastCount;
    private long _lastBegun;

    /// <summary>How long is to be waited now; zero or less for not at all.</summary>
    public TimeSpan Left => _lastCount < BusyCountMin ? TimeSpan.Zero : BusyInterval - time.GetElapsedTime(_lastBegun);

    /// <summary>Notes a commit of so many requests, which begins now.</summary>
    public void NoteBegun(int count) => (_lastCount, _lastBegun) = (count, time.GetTimestamp());
}
