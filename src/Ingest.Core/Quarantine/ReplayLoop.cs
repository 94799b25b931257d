using Ingest.Core.Batching;
using Ingest.Core.Diagnostics;
using Ingest.Core.Events;
using Ingest.Core.Intake;
using Ingest.Core.Log;
using Ingest.Core.Log.Records;
using Microsoft.Extensions.Logging;

namespace Ingest.Core.Quarantine;

/// <summary>
/// Appends the records of the quarantine that an operator wants to have delivered again: to the log, as new events are, and thus to every sink.
/// The file is removed once the log has the record on disk. A crash in between appends it once more under the same event id.
/// </summary>
public sealed partial class ReplayLoop(QuarantineStore store, IEventLog log, LogAppender appender, TimeProvider time, ILogger<ReplayLoop> logger)
{
    // A person waits for it.
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private readonly EventBatch _decoded = new();
    private readonly EventDraft _draft = new();
    private string? _lastFault;

    /// <summary>Runs until cancelled. Shows the number of entries as a metric meanwhile.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var gauge = QuarantineGauges.Add(() => store.Counts);
        using var timer = new PeriodicTimer(PollInterval, time);
        do
        {
            await TurnAsync(stop);
        }
        while (await timer.WaitForNextTickAsync(stop));
    }

    // What fails is tried again at the next turn, and said once.
    private async Task TurnAsync(CancellationToken stop)
    {
        try
        {
            store.Refresh();
            foreach (var id in store.Replay.Requested())
            {
                await ReplayAsync(id, stop);
            }

            _lastFault = null;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            if (_lastFault != fault.Message)
            {
                _lastFault = fault.Message;
                LogWaits(logger, fault.Message);
            }
        }
    }

    private async Task ReplayAsync(QuarantineId id, CancellationToken stop)
    {
        if (ReadRecord(id, out var fault) is { } record)
        {
            await AppendAsync(record, stop);
            store.Replay.Complete(id);
            LogReplayed(logger, id);
        }
        else
        {
            store.Replay.GiveBack(id);
            LogGivenBack(logger, id, fault);
        }
    }

    private byte[]? ReadRecord(QuarantineId id, out string fault)
    {
        try
        {
            var record = store.Replay.Read(id).Payload;
            fault = FaultOf(record) ?? "";
            return fault.Length == 0 ? record : null;
        }
        catch (QuarantineException damaged)
        {
            fault = damaged.Message;
            return null;
        }
    }

    private string? FaultOf(byte[] record)
    {
        _decoded.Clear();
        return record.Length > appender.RecordBytesMax ? $"it has {record.Length} bytes, and the log takes {appender.RecordBytesMax} (from Log:PageBytes)"
            : RecordDecoder.TryDecode(record, _decoded) ? null
            : "its bytes are no record that this program reads";
    }

    // As the request of one event, so that the committer takes it with those of everybody.
    private async Task AppendAsync(byte[] record, CancellationToken stop)
    {
        var request = new IntakeRequest();
        request.Add();
        _draft.Clear();
        var reason = appender.Append(request, _draft, record);
        if (reason != RejectionReason.None)
        {
            throw new EventLogException($"the log takes no records now ({reason})");
        }

        appender.Enlist(request, appended: 1);
        await request.Completion;
        if (request.Result(0).Reason is not RejectionReason.None and var failed)
        {
            throw new EventLogException($"the log could not commit ({failed})");
        }

        // With Log:Durability=Memory the request is complete before the commit, and a log that went on after a failure has dropped it.
        await log.WaitForCommitAsync(request.CommitAddress - 1, stop);
        if (log.Epoch != request.LogEpoch)
        {
            throw new EventLogException("the log failed in between");
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Record {Record} of the quarantine is in the log again and goes to every sink")]
    private static partial void LogReplayed(ILogger logger, QuarantineId record);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Record {Record} cannot be replayed and stays in the quarantine: {Fault}")]
    private static partial void LogGivenBack(ILogger logger, QuarantineId record, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Records of the quarantine wait for their replay: {Fault}")]
    private static partial void LogWaits(ILogger logger, string fault);
}
