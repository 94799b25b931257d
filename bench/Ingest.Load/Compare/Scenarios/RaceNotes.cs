using Ingest.Load.Compare.Bars;
using Ingest.Load.Compare.Racing;

namespace Ingest.Load.Compare.Scenarios;

/// <summary>What is noted of every race.</summary>
internal static class RaceNotes
{
    /// <summary>Notes rate, latency and processor time of each contestant.</summary>
    public static void NoteRace(this CompareContext context, Race race, IEnumerable<Contestant> contestants)
    {
        foreach (var name in contestants.Select(contestant => contestant.Name))
        {
            context.Note($"{name}: events", "/s", Spread.Of(race.Of(name, leg => leg.Rate)));
            context.Note($"{name}: p99", "ms", Spread.Of(race.Of(name, leg => leg.P99)));
            context.Note($"{name}: processor time of a request", "µs", Spread.Of(race.Of(name, leg => leg.CpuMicroseconds)));
        }

        context.Note("others took, of the machine's processors", "%", Spread.Of(race.Legs.Select(leg => leg.OthersShare)).Times(100));
    }

    /// <summary>Notes how this build does against the other, when there is another.</summary>
    public static void NoteAgainst(this CompareContext context, Race race, string contestant)
    {
        if (context.Options.Against is null)
        {
            return;
        }

        context.Note("this build ÷ the other: events", "×", race.Ratio(contestant, "against"));
        context.Note("this build ÷ the other: processor time", "×", Quotient(race, contestant, leg => leg.CpuMicroseconds));
        context.Note("this build ÷ the other: allocated bytes", "×", Quotient(race, contestant, leg => leg.AllocatedBytes));
    }

    private static Spread Quotient(Race race, string contestant, Func<Leg, double> figure) => Spread.Ratio(race.Of(contestant, figure), race.Of("against", figure));
}
