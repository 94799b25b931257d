using Ingest.Core.Quarantine;
using Ingest.Core.Sinks;

namespace Ingest.Core.Batching;

/// <summary>What a delivery puts on disk: its sink's cursor, and the records that it sets aside. Each is tried until it is there.</summary>
internal sealed class DurableSteps(
    CursorFile file, SinkTracker tracker, Func<BatchOptions> options, RetryPause pause, BatchingContext context)
{
    private readonly RetrySchedule _schedule = new(Random.Shared.NextDouble);

    /// <summary>
    /// Saves the cursor. A full disk must neither end the worker nor let a range be sent that is not on disk. Each try writes a fresh file: a
    /// failed flush is never taken for a success the second time.
    /// </summary>
    public Task SaveAsync(SinkCursor cursor, CancellationToken cancellationToken) => RepeatAsync(
        () =>
        {
            file.Save(cursor);
            return null;
        },
        fault => $"the cursor cannot be written: {fault}",
        (tries, delay, fault) => SinkWorkerLog.CursorNotSaved(context.Logger, tracker.Sink, tries, delay, fault),
        cancellationToken);

    /// <summary>Sets the one record of a range aside. While there is no room for it the delivery waits: nothing is dropped.</summary>
    public async Task SetAsideAsync(LogRange range, string error, CancellationToken cancellationToken)
    {
        var record = PendingRange.ReadFirst(context.Log, range);
        var entry = new QuarantineEntry(tracker.Sink, range, QuarantineReason.Refused, error, context.Time.GetUtcNow());
        await RepeatAsync(
            () => context.Quarantine.TryAdd(entry, record) ? null : context.Quarantine.Full,
            fault => $"record {entry.Id} is refused and cannot be set aside: {fault}",
            (tries, delay, fault) => SinkWorkerLog.NotSetAside(context.Logger, tracker.Sink, entry.Id, delay, fault),
            cancellationToken);
        SinkWorkerLog.SetAside(context.Logger, tracker.Sink, entry.Id, error);
    }

    /// <summary>
    /// Keeps the bytes of a batch that could not be read. A quarantine that is full or cannot be written holds the cursor, as a full disk does:
    /// the bytes stay in the log meanwhile.
    /// </summary>
    public Task KeepDamageAsync(RangedBatch batch, CancellationToken cancellationToken) => RepeatAsync(
        () => context.Damage?.TryKeep(batch.Damage, out var fault) == false ? fault : null,
        fault => fault,
        (tries, delay, fault) => SinkWorkerLog.DamageNotKept(context.Logger, tracker.Sink, batch.Range, tries, delay, fault),
        cancellationToken);

    // The work returns what is in its way, or null.
    private async Task RepeatAsync(
        Func<string?> work, Func<string, string> describe, Action<int, TimeSpan, string> log, CancellationToken cancellationToken)
    {
        while (FaultOf(work) is { } fault)
        {
            var tries = tracker.Fail(describe(fault));
            var delay = _schedule.NextDelay(options());
            log(tries, delay, fault);
            await pause.WaitAsync(delay, cancellationToken);
        }

        _schedule.Reset();
    }

    private static string? FaultOf(Func<string?> work)
    {
        try
        {
            return work();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault.Message;
        }
    }
}
