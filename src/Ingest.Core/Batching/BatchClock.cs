namespace Ingest.Core.Batching;

/// <summary>
/// Says since when the first event and the last canary of a batch wait, on the monotonic clock. Records carry the wall clock's time, which an
/// operator or a time server may put forward or back by any step: it is asked once, when a record is read, and what passes from then on is measured.
/// </summary>
/// <param name="time">Both clocks.</param>
/// <param name="backlogUntil">Address behind which the records are of this run, which bounds their age.</param>
internal sealed class BatchClock(TimeProvider time, long backlogUntil)
{
    // A damaged or invented time must not overflow; no log is kept for longer.
    private const long AgeMsMax = 100 * 365 * 86_400_000L;

    /// <summary>When this run began.</summary>
    public long StartedAt { get; } = time.GetTimestamp();

    /// <summary>Marks what the batch has got since the last call.</summary>
    public void Mark(RangedBatch batch)
    {
        if (batch.Wait is null && batch.Rows.RowCount > 0)
        {
            var takenAt = TimestampOf(batch.FirstReceivedAtMs);
            batch.Wait = new BatchWait(time.GetTimestamp(), batch.Range.Begin >= backlogUntil ? Math.Max(takenAt, StartedAt) : takenAt);
        }

        var sentAtMs = batch.Rows.Canaries.LastSentAtMs;
        if (sentAtMs != batch.LastCanary.SentAtMs)
        {
            // A canary of an earlier run tells how long the server was down, not whether it works.
            batch.LastCanary = (sentAtMs, Math.Max(TimestampOf(sentAtMs), StartedAt));
        }
    }

    /// <summary>A wait that begins now.</summary>
    public BatchWait WaitFromNow()
    {
        var now = time.GetTimestamp();
        return new BatchWait(now, now);
    }

    // By what the wall clock says now; never after now.
    private long TimestampOf(long wallMs)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var ageMs = wallMs >= nowMs ? 0 : nowMs - Math.Max(wallMs, nowMs - AgeMsMax);
        return time.GetTimestamp() - (ageMs * (time.TimestampFrequency / 1000));
    }
}
