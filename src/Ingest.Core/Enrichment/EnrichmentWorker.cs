using System.Buffers;
using Ingest.Core.Diagnostics;
using Ingest.Core.Diagnostics.Drops;
using Ingest.Core.Enrichment.Clients;
using Ingest.Core.Intake;
using Ingest.Core.Log;
using Ingest.Core.Log.Records;
using Microsoft.Extensions.Logging;

namespace Ingest.Core.Enrichment;

/// <summary>
/// Enriches each message of a request by the ordered steps, appends its record to the log, and hands the request to the committer, which
/// completes it once it is on disk.
/// </summary>
/// <remarks>Hot path: no allocation per event. One thread at a time.</remarks>
public sealed partial class EnrichmentWorker(
    IReadOnlyList<IEnricher> steps, LogAppender appender, DropLedger drops, ILogger<EnrichmentWorker> logger)
{
    private readonly EnrichmentContext _context = new();
    private readonly ArrayBufferWriter<byte> _record = new(4096);

    /// <summary>Drains the queue in runs, until it is closed and empty.</summary>
    public async Task RunAsync(IntakeQueue queue)
    {
        while (await queue.WaitAsync())
        {
            while (TryProcessNext(queue))
            {
            }
        }
    }

    /// <summary>Works on the oldest request of the queue. False when there is none.</summary>
    public bool TryProcessNext(IntakeQueue queue)
    {
        if (!queue.TryDequeue(out var request))
        {
            return false;
        }

        if (request.Origin == RequestOrigin.Canary)
        {
            ProcessCanary(request);
            return true;
        }

        IngestMeter.EventsDequeued.Add(request.Count);
        Process(request);
        return true;
    }

    /// <summary>Works on one request of a client, which is the committer's afterwards.</summary>
    public void Process(IntakeRequest request)
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

    // No step has a part in it: it shows that the path works, not what the steps make of an event.
    private void ProcessCanary(IntakeRequest request)
    {
        _context.Start(request, 0);
        SideDrafts.FillCanary(_context.Draft, _context.Payload.SourceId, request.Context.ReceivedAtMs);
        request.Result(0).Reason = Append(request);
        appender.Enlist(request, appended: 0);
    }

    private RejectionReason Store(IntakeRequest request, int index)
    {
        _context.Start(request, index);
        for (var i = 0; i < steps.Count; i++)
        {
            var reason = Apply(steps[i]);
            if (reason != RejectionReason.None)
            {
                return Conclude(steps[i].Name, reason);
            }
        }

        if (_context.KeptBotRule is { } rule)
        {
            SideDrafts.TurnIntoBot(_context.Draft, rule);
        }

        return Conclude("log", Append(request));
    }

    private RejectionReason Append(IntakeRequest request)
    {
        _record.ResetWrittenCount();
        RecordEncoder.Encode(_context.Draft, _record);
        return _record.WrittenCount > appender.RecordBytesMax
            ? RejectionReason.TooLarge
            : appender.Append(request, _context.Draft, _record.WrittenSpan);
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

    // A bot's event that is kept aside is answered and counted as one that is not, whatever becomes of it.
    private RejectionReason Conclude(string stage, RejectionReason reason)
    {
        (stage, reason) = _context.KeptBotRule is null ? (stage, reason) : (BotEnricher.Stage, RejectionReason.Bot);
        if (reason != RejectionReason.None)
        {
            drops.Count(_context.Payload.SourceId, stage, reason);
        }

        return reason;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Enrichment step {Step} failed on an event; the event was refused with 500")]
    private static partial void LogStepFailed(ILogger logger, Exception fault, string step);
}
