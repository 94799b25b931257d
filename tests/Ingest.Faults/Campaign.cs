using System.Diagnostics;
using Ingest.Faults.Reports;

namespace Ingest.Faults;

/// <summary>The fault campaign: rounds of load and faults against the real server, each judged against what was acknowledged.</summary>
internal sealed class Campaign(CampaignOptions options)
{
    /// <summary>Where it stands.</summary>
    public CampaignStatus Status { get; } = new();

    /// <summary>Runs all rounds; ends at the first that is not clean, whose folder is kept.</summary>
    /// <exception cref="CampaignException">A round could not be finished.</exception>
    public async Task<CampaignReport> RunAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        List<RoundReport> rounds = [];
        while (rounds.Count < options.Rounds && rounds.TrueForAll(round => round.Verdict.IsClean))
        {
            rounds.Add(await new CampaignRound(options, rounds.Count, Status).RunAsync(cancellationToken));
        }

        return CampaignReport.Of(options, rounds, Status.Kills, Stopwatch.GetElapsedTime(started));
    }
}
