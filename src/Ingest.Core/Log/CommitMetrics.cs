using System.Diagnostics.Metrics;
using Ingest.Core.Diagnostics;
using Ingest.Core.Intake;

namespace Ingest.Core.Log;

/// <summary>Counts commits: once per commit, not per event.</summary>
internal sealed class CommitMetrics
{
    private readonly Counter<long> _commits = IngestMeter.Meter.CreateCounter<long>(
        "ingest_log_commits_total", description: "Commits of the log.");

    private readonly Counter<long> _requests = IngestMeter.Meter.CreateCounter<long>(
        "ingest_log_committed_requests_total", description: "Requests whose reply waited for a commit.");

    private readonly Counter<long> _records = IngestMeter.Meter.CreateCounter<long>(
        "ingest_log_committed_records_total", description: "Records of those requests.");

    private readonly Histogram<double> _seconds = IngestMeter.Meter.CreateHistogram<double>(
        "ingest_log_commit_duration_seconds", unit: "s", description: "Time from the begin of a commit until it was on disk.");

    /// <summary>Events of a request that were appended; it must not have been completed yet. What the server itself sends holds none.</summary>
    public static int CountRecords(IntakeRequest request)
    {
        var records = 0;
        for (var i = 0; i < request.Count && request.Origin == RequestOrigin.Client; i++)
        {
            records += request.Result(i).Reason == RejectionReason.None ? 1 : 0;
        }

        return records;
    }

    /// <summary>Adds one finished commit. Its requests must not have been completed yet.</summary>
    public void Add(List<IntakeRequest> requests, TimeSpan duration)
    {
        var (clients, records) = (0, 0);
        foreach (var request in requests)
        {
            clients += request.Origin == RequestOrigin.Client ? 1 : 0;
            records += CountRecords(request);
        }

        _commits.Add(1);
        _requests.Add(clients);
        _records.Add(records);
        _seconds.Record(duration.TotalSeconds);
    }
}
