using Ingest.Load.Compare.Bars;

namespace Ingest.Load.Compare.Scenarios;

/// <summary>Something that is measured with servers of its own.</summary>
/// <param name="name">Name on the command line.</param>
/// <param name="what">What it does.</param>
/// <param name="bars">The bars that it gives figures to.</param>
internal abstract class Scenario(string name, string what, params Bar[] bars)
{
    // What a leg takes beside its measured seconds, and a server until it is warm.
    private const double LegExtraSeconds = 1.6;
    private const double ServerSeconds = 8;

    /// <summary>Name on the command line.</summary>
    public string Name => name;

    /// <summary>What it does.</summary>
    public string What => what;

    /// <summary>The bars that it gives figures to.</summary>
    public IReadOnlyList<Bar> Bars => bars;

    /// <summary>About how long it takes.</summary>
    public abstract TimeSpan Estimate(CompareOptions options);

    /// <summary>Measures.</summary>
    /// <exception cref="CompareException">It cannot be measured here.</exception>
    public abstract Task RunAsync(CompareContext context);

    /// <summary>About how long a race takes.</summary>
    protected static TimeSpan RaceTime(CompareOptions options, int contestants, int rounds) =>
        TimeSpan.FromSeconds(contestants * (ServerSeconds + (rounds * (options.Seconds + LegExtraSeconds))));
}
