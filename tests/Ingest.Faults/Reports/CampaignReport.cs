using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ingest.Core.Faults;
using Ingest.Faults.Judging;

namespace Ingest.Faults.Reports;

/// <summary>A whole campaign, as it is kept in bench/results.</summary>
internal sealed record CampaignReport
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required string Command { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Version and commit of the server.</summary>
    public required string Version { get; init; }

    public required string Runtime { get; init; }

    public required int Processors { get; init; }

    public required double Seconds { get; init; }

    public required int Kills { get; init; }

    public required Verdict Verdict { get; init; }

    public required IReadOnlyList<RoundReport> Rounds { get; init; }

    /// <summary>Sums up rounds.</summary>
    public static CampaignReport Of(CampaignOptions options, IReadOnlyList<RoundReport> rounds, int kills, TimeSpan elapsed) => new()
    {
        Command = options.Command,
        Seed = options.Seed,
        Version = typeof(Failpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        Runtime = RuntimeInformation.FrameworkDescription,
        Processors = Environment.ProcessorCount,
        Seconds = Math.Round(elapsed.TotalSeconds, 1),
        Kills = kills,
        Verdict = rounds.Aggregate(new Verdict(), (sum, round) => sum.Plus(round.Verdict)),
        Rounds = rounds,
    };

    /// <summary>The report as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
