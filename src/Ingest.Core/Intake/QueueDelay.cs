namespace Ingest.Core.Intake;

/// <summary>
/// Tells whether a further request would wait for a worker too long. Each one that has waited for more than half of the limit shows the pace of the
/// queue: the messages before it in the time that it waited. So many of them as are worked off within the limit may wait, until the waits are short.
/// </summary>
/// <remarks>
/// Hot path: no allocation per event. Thread-safe; a race costs one request more or less. Workers never run dry by it: what may wait is as much as
/// they do within the limit. A queue that stands still has no pace and is waited for, and so are all who were in it meanwhile.
/// </remarks>
/// <param name="delayMax">How long a request may wait, at first.</param>
/// <param name="time">The clock.</param>
internal sealed class QueueDelay(TimeSpan delayMax, TimeProvider time)
{
    private long _delayMaxTicks = delayMax.Ticks;
    private long _waiting;
    private long _waitingMax = long.MaxValue;
    private long _takenAt = time.GetTimestamp();
    private long _movingSince;

    /// <summary>How long a request may wait. A change counts from the next request that is taken.</summary>
    public TimeSpan DelayMax
    {
        get => new(Volatile.Read(ref _delayMaxTicks));
        set => Volatile.Write(ref _delayMaxTicks, value.Ticks);
    }

    /// <summary>True when messages are in the queue, or wait for a place in it.</summary>
    public bool HasWaiting => Volatile.Read(ref _waiting) > 0;

    /// <summary>Counts a request in. False when it would wait for too long: it is not counted then.</summary>
    public bool TryEnter(IntakeRequest request)
    {
        var waiting = Interlocked.Add(ref _waiting, request.Count) - request.Count;

        // The server's own requests show how late the queue is.
        if (waiting >= Volatile.Read(ref _waitingMax) && request.Origin == RequestOrigin.Client)
        {
            NoteRefused(request);
            return false;
        }

        (request.QueuedAt, request.QueuedBehind) = (time.GetTimestamp(), waiting);
        return true;
    }

    /// <summary>Counts out a request that found no place.</summary>
    public void NoteRefused(IntakeRequest request) => Interlocked.Add(ref _waiting, -request.Count);

    /// <summary>Counts out a request that a worker has taken, and sees how long it has waited.</summary>
    public void NoteTaken(IntakeRequest request)
    {
        Interlocked.Add(ref _waiting, -request.Count);
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(Volatile.Read(ref _takenAt), now) > DelayMax / 2)
        {
            Volatile.Write(ref _movingSince, now);
        }

        Volatile.Write(ref _takenAt, now);
        if (request.QueuedAt >= Volatile.Read(ref _movingSince))
        {
            Volatile.Write(ref _waitingMax, WaitingMax(request.QueuedBehind, time.GetElapsedTime(request.QueuedAt, now)));
        }
    }

    // At least one, so that an empty queue takes a batch of any size.
    private long WaitingMax(long before, TimeSpan waited)
    {
        var limit = DelayMax;
        return waited <= limit / 2 ? long.MaxValue : Math.Max(1, (long)(before * (limit / waited)));
    }
}
