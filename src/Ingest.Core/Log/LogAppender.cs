using Ingest.Core.Batching;
using Ingest.Core.Faults;
using Ingest.Core.Intake;

namespace Ingest.Core.Log;

/// <summary>The workers' side of the log: appends the records of a request, counts them, and leaves the rest to the committer.</summary>
/// <remarks>Hot path: no allocation per event. Thread-safe.</remarks>
public sealed class LogAppender(IEventLog log, GroupCommitter committer, LogTally tally)
{
    /// <summary>Largest record that the log takes, in bytes.</summary>
    public int RecordBytesMax => log.RecordBytesMax;

    /// <summary>Appends one record of a request. False: the log takes no records.</summary>
    public bool TryAppend(IntakeRequest request, ReadOnlySpan<byte> record)
    {
        if (!log.TryAppend(record, out var endAddress))
        {
            return false;
        }

        request.CommitAddress = endAddress;
        return true;
    }

    /// <summary>Hands over a request whose records were appended: the committer completes it when they are durable.</summary>
    /// <param name="request">The request; it is the committer's from here on.</param>
    /// <param name="appended">Records of it that were appended.</param>
    public void Enlist(IntakeRequest request, int appended)
    {
        if (appended == 0)
        {
            request.Complete();
            return;
        }

        tally.Add(appended);
        Failpoint.Hit(FailpointName.AppendBeforeCommit);
        committer.Enlist(request);
    }
}
