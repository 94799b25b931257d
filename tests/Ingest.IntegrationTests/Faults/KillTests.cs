using System.Globalization;
using System.Security.Cryptography;
using Ingest.Core.Faults;
using Ingest.Faults;
using Ingest.Faults.Reports;
using Ingest.Faults.Schedule;

namespace Ingest.IntegrationTests.Faults;

/// <summary>
/// The short form of the fault campaign: the server killed at every failpoint and while it recovers and stops, the engine killed, both paused,
/// under load. docs/testing.md has the long form.
/// </summary>
public sealed class KillTests
{
    /// <summary>Names the seed of a campaign that is to be repeated.</summary>
    private const string SeedVariable = "INGEST_FAULTS_SEED";

    private static readonly ulong Seed = ulong.TryParse(Environment.GetEnvironmentVariable(SeedVariable), CultureInfo.InvariantCulture, out var named)
        ? named
        : (ulong)RandomNumberGenerator.GetInt32(int.MaxValue);

    [Fact]
    public async Task Every_acknowledged_event_is_stored_once_wherever_the_server_or_the_engine_is_killed()
    {
        using var folder = new TemporaryFolder();
        var options = new CampaignOptions
        {
            Events = 60_000,
            Kills = 20,
            Seed = Seed,
            IsEachFaultOnce = true,
            EventsPerSecond = 5_000,
            WorkPath = folder,
        };
        var report = await new Campaign(options).RunAsync(TestContext.Current.CancellationToken);
        var told = $"{report.Verdict}\n{string.Join('\n', report.Verdict.Examples)}\nRepeat it with:\n{options.Command}";
        Assert.True(report.Verdict.IsClean, told);
        Assert.True(report.Kills >= options.Kills, told);
        Assert.All(FaultSchedule.ServerPoints, point => Assert.Contains(Faults(report), fault => fault.Name.EndsWith($" at {Failpoint.Text(point)}", StringComparison.Ordinal)));
        Assert.Contains(Faults(report), fault => fault.Name.Contains("second start refused", StringComparison.Ordinal));
        Assert.Contains(Faults(report), fault => fault.Name.Contains("in recovery", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_judge_finds_what_is_lost_when_the_server_answers_before_the_commit()
    {
        using var folder = new TemporaryFolder();
        var options = new CampaignOptions
        {
            Events = 15_000,
            Kills = 3,
            Seed = 3,
            EventsPerSecond = 6_000,
            WorkPath = folder,
            Environment = new Dictionary<string, string> { ["INGEST__Log__Durability"] = "Memory", ["INGEST__Log__CommitIntervalMax"] = "00:00:03" },
        };
        var report = await new Campaign(options).RunAsync(TestContext.Current.CancellationToken);
        Assert.False(report.Verdict.IsClean);
        Assert.True(report.Verdict.Lost > 0, $"{report.Verdict}");
        Assert.Contains(report.Verdict.Examples, example => example.StartsWith("lost: event ", StringComparison.Ordinal));
    }

    private static IEnumerable<FaultOutcome> Faults(CampaignReport report) => report.Rounds.SelectMany(round => round.Faults);
}
