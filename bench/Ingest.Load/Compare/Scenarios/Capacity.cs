using Ingest.Load.Compare.Bars;
using Ingest.Load.Compare.Racing;
using Ingest.Load.Compare.Servers;

namespace Ingest.Load.Compare.Scenarios;

/// <summary>The most single events a second, for scenarios that send a share or a multiple of it.</summary>
internal static class Capacity
{
    private const int Rounds = 3;

    /// <summary>As measured before in this run, or else here and now.</summary>
    public static async Task<double> SingleRateAsync(this CompareContext context, ServerStage stage, Contestant closed) =>
        context.SingleRate ??= Spread.Of((await context.RaceAsync(stage, [closed], Math.Min(Rounds, context.Options.Rounds))).Of(closed.Name, leg => leg.Rate)).Median;
}
