using Ingest.Core.Batching;
using Ingest.Core.Events;
using Ingest.Core.Faults;
using Ingest.Core.Intake;
using Ingest.Core.Intake.EventIds;

namespace Ingest.Core.Log;

/// <summary>The workers' side of the log: appends the records of a request, counts them, and leaves the rest to the committer.</summary>
/// <remarks>Hot path: no allocation per event. Thread-safe.</remarks>
public sealed class LogAppender(IEventLog log, EventIdIndex eventIds, GroupCommitter committer, LogTally tally)
{
    /// <summary>Largest record that the log takes, in bytes.</summary>
    public int RecordBytesMax => log.RecordBytesMax;

    /// <summary>
    /// Appends the record of one event of a request. <see cref="RejectionReason.LogUnavailable"/>: the log takes no records.
    /// <see cref="RejectionReason.Duplicate"/>: it has one of this site and caller-given id, which the request waits for in its place.
    /// </summary>
    public RejectionReason Append(IntakeRequest request, EventDraft draft, ReadOnlySpan<byte> record)
    {
        long endAddress;
        var reason = draft.HasGivenId
            ? eventIds.Append(log, new GivenId(draft.SiteId, draft.EventId), record, out endAddress)
            : log.TryAppend(record, out endAddress) ? RejectionReason.None : RejectionReason.LogUnavailable;
        if (reason != RejectionReason.LogUnavailable)
        {
            request.CommitAddress = endAddress;
        }

        return reason;
    }

    /// <summary>Hands over a request whose records were appended: the committer completes it when they are durable.</summary>
    /// <param name="request">The request; it is the committer's from here on.</param>
    /// <param name="appended">Records of it that were appended.</param>
    public void Enlist(IntakeRequest request, int appended)
    {
        // Nothing was appended, by this request or by one that it repeats.
        if (request.CommitAddress == 0)
        {
            request.Complete();
            return;
        }

        tally.Add(appended);
        Failpoint.Hit(FailpointName.AppendBeforeCommit);
        committer.Enlist(request);
    }
}
