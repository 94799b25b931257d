using Ingest.Core.Batching;
using Ingest.Core.Events;
using Ingest.Core.Faults;
using Ingest.Core.Intake;
using Ingest.Core.Intake.EventIds;

namespace Ingest.Core.Log;

/// <summary>The workers' side of the log: appends the records of a request, counts them, and leaves the rest to the committer.</summary>
/// <remarks>Hot path: no allocation per event. Thread-safe.</remarks>
public sealed class LogAppender
{
    private readonly IEventLog _log;
    private readonly EventIdIndex _eventIds;
    private readonly GroupCommitter _committer;
    private readonly LogTally _tally;

    /// <summary>Appends to a log for a committer; what a failed commit loses is taken off the tally and the index again.</summary>
    public LogAppender(IEventLog log, EventIdIndex eventIds, GroupCommitter committer, LogTally tally)
    {
        (_log, _eventIds, _committer, _tally) = (log, eventIds, committer, tally);
        committer.OnLost(tally.Remove);
        log.OnDropped(eventIds.Drop);
    }

    /// <summary>Largest record that the log takes, in bytes.</summary>
    public int RecordBytesMax => _log.RecordBytesMax;

    /// <summary>
    /// Appends the record of one event of a request. <see cref="RejectionReason.LogFull"/>: there is no room for it.
    /// <see cref="RejectionReason.LogUnavailable"/>: the log takes no records. <see cref="RejectionReason.Duplicate"/>: it has one of this site
    /// and caller-given id, which the request waits for in its place.
    /// </summary>
    public RejectionReason Append(IntakeRequest request, EventDraft draft, ReadOnlySpan<byte> record)
    {
        // Read before the first append: when it is still the log's at the end, all records of the request are of it.
        if (request.CommitAddress == 0)
        {
            request.LogEpoch = _log.Epoch;
        }

        long endAddress;
        var reason = draft.HasGivenId
            ? _eventIds.Append(_log, new GivenId(draft.SiteId, draft.EventId), record, out endAddress)
            : _log.TryAppend(record, out endAddress) ? RejectionReason.None : RejectionReason.LogUnavailable;
        if (reason == RejectionReason.LogUnavailable)
        {
            return _log.State.Full is null ? reason : RejectionReason.LogFull;
        }

        request.CommitAddress = endAddress;
        return reason;
    }

    /// <summary>Hands over a request whose records were appended: the committer completes it when they are durable.</summary>
    /// <param name="request">The request; it is the committer's from here on.</param>
    /// <param name="appended">Events of it that were appended; side records are none.</param>
    public void Enlist(IntakeRequest request, int appended)
    {
        // Nothing was appended, by this request or by one that it repeats.
        if (request.CommitAddress == 0)
        {
            request.Complete();
            return;
        }

        if (appended > 0)
        {
            _tally.Add(appended);
        }

        Failpoint.Hit(FailpointName.AppendBeforeCommit);
        _committer.Enlist(request);
    }
}
