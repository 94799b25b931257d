using Ingest.Load.Compare.Bars;
using Ingest.Load.Compare.Racing;
using Ingest.Load.Compare.Servers;

namespace Ingest.Load.Compare.Scenarios;

/// <summary>The cost of an event must not grow with the number of sites.</summary>
internal sealed class SitesScenario() : Scenario("sites", "single events, no sink, with 1, 100 and 10,000 sites", BarTable.Sites)
{
    private static readonly int[] Counts = [1, 100, 10_000];

    /// <inheritdoc/>
    public override TimeSpan Estimate(CompareOptions options) => RaceTime(options, Counts.Length + 1, options.FewRounds);

    /// <inheritdoc/>
    public override async Task RunAsync(CompareContext context)
    {
        await using var stage = context.OpenStage();
        List<Contestant> contestants = [context.Single(await stage.BareAsync(context.Stop))];
        foreach (var count in Counts)
        {
            var server = await stage.IngestAsync($"sites-{count}", new IngestSetup(SinkMode.None) { SiteCount = count }, context.Stop);
            contestants.Add(context.Single(server, sites: count));
        }

        var race = await context.RaceAsync(stage, contestants, context.Options.FewRounds);
        var ratios = contestants.Skip(1).Select(contestant => (contestant.Name, Ratio: race.Ratio(contestant.Name, "bare"))).ToArray();
        foreach (var (name, ratio) in ratios)
        {
            context.Note($"{name} ÷ bare", "×", ratio);
        }

        var (least, spread) = ratios.MinBy(ratio => ratio.Ratio.Median);
        context.Score(BarTable.Sites, spread, $"the least is of {least}");
        context.NoteRace(race, contestants);
    }
}
