using System.Buffers;
using Ingest.Core.Diagnostics;
using Ingest.Core.Diagnostics.Drops;
using Ingest.Core.Intake;
using Ingest.Core.Log;
using Ingest.Core.Log.Records;
using Microsoft.Extensions.Logging;

namespace Ingest.Core.Enrichment;

/// <summary>
/// Drains the intake queue in runs: enriches each message by the ordered steps, appends its record to the log, and hands the request to the
/// committer, which completes it once it is on disk.
/// </summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public sealed partial class EnrichmentWorker(
    IntakeQueue queue, IReadOnlyList<IEnricher> steps, LogAppender appender, DropLedger drops, ILogger<EnrichmentWorker> logger)
{
    private readonly EnrichmentContext _context = new();
    private readonly ArrayBufferWriter<byte> _record = new(4096);

    /// <summary>Works until the queue is closed and empty.</summary>
    public async Task RunAsync()
    {
        while (await queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (queue.Reader.TryRead(out var request))
            {
                IngestMeter.EventsDequeued.Add(request.Count);
                Process(request);
            }
        }
    }

    private void Process(IntakeRequest request)
    {
        var appended = 0;
        for (var i = 0; i < request.Count; i++)
        {
            if (request.Result(i).Reason == RejectionReason.None)
            {
                request.Result(i).Reason = Store(request, i);
                appended += request.Result(i).Reason == RejectionReason.None ? 1 : 0;
            }
        }

        appender.Enlist(request, appended);
    }

    private RejectionReason Store(IntakeRequest request, int index)
    {
        _context.Start(request, index);
        for (var i = 0; i < steps.Count; i++)
        {
            var reason = Apply(steps[i]);
            if (reason != RejectionReason.None)
            {
                return Reject(steps[i].Name, reason);
            }
        }

        _record.ResetWrittenCount();
        RecordEncoder.Encode(_context.Draft, _record);
        if (_record.WrittenCount > appender.RecordBytesMax)
        {
            return Reject("log", RejectionReason.TooLarge);
        }

        var outcome = appender.Append(request, _context.Draft, _record.WrittenSpan);
        return outcome == RejectionReason.None ? outcome : Reject("log", outcome);
    }

    // A fault of ours in one event must not end the worker, or one hostile event would stop the server: that event is refused, loudly.
    private RejectionReason Apply(IEnricher step)
    {
        try
        {
            return step.Enrich(_context);
        }
        catch (Exception fault)
        {
            LogStepFailed(logger, fault, step.Name);
            return RejectionReason.Fault;
        }
    }

    private RejectionReason Reject(string stage, RejectionReason reason)
    {
        drops.Count(_context.Payload.SourceId, stage, reason);
        return reason;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Enrichment step {Step} failed on an event; the event was refused with 500")]
    private static partial void LogStepFailed(ILogger logger, Exception fault, string step);
}
