using Ingest.Load.Compare.Bars;

namespace Ingest.Load.Compare.Racing;

/// <summary>Legs of several contestants over the same rounds.</summary>
/// <param name="Legs">In the order in which they were run.</param>
internal sealed record Race(IReadOnlyList<Leg> Legs)
{
    /// <summary>A contestant's figures, round by round.</summary>
    public IReadOnlyList<double> Of(string contestant, Func<Leg, double> figure) =>
        [.. Legs.Where(leg => leg.Contestant == contestant).OrderBy(leg => leg.Round).Select(figure)];

    /// <summary>A contestant's events a second to another's requests a second.</summary>
    public Spread Ratio(string contestant, string yardstick) => Spread.Ratio(Of(contestant, leg => leg.Rate), Of(yardstick, leg => leg.Requests));

    /// <summary>The contestants of a round: each round begins with another, so that nobody always follows the same neighbour.</summary>
    public static IEnumerable<T> Order<T>(IReadOnlyList<T> contestants, int round) =>
        Enumerable.Range(0, contestants.Count).Select(place => contestants[(place + round) % contestants.Count]);
}
