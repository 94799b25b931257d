using System.Globalization;
using Ingest.Load.Compare.Bars;
using Ingest.Load.Compare.Racing;

namespace Ingest.Load.Compare.Reports;

/// <summary>What a comparison has found so far.</summary>
internal sealed class CompareReport(Machine machine, CompareOptions options, IReadOnlyList<string> arguments)
{
    // What the kernel itself does for the disk is up to a tenth of two cores.
    private const double OthersShareMax = 0.12;

    private readonly Dictionary<string, BarFigure> _bars = [];
    private readonly List<Figure> _figures = [];
    private readonly List<LegFigures> _legs = [];
    private readonly List<ScenarioOutcome> _scenarios = [];
    private string _scenario = "";

    /// <summary>The machine and what ran on it.</summary>
    public Machine Machine => machine;

    /// <summary>What was asked for.</summary>
    public CompareOptions Options => options;

    /// <summary>The arguments of the command line.</summary>
    public IReadOnlyList<string> Arguments => arguments;

    /// <summary>Every bar, measured or not, in the order of the table.</summary>
    public IReadOnlyList<BarFigure> Bars =>
        [.. BarTable.All.Select(bar => _bars.GetValueOrDefault(bar.Name) ?? new BarFigure(bar, Spread.Of([]), ""))];

    /// <summary>Figures without a bar.</summary>
    public IReadOnlyList<Figure> Figures => _figures;

    /// <summary>Every leg.</summary>
    public IReadOnlyList<LegFigures> Legs => _legs;

    /// <summary>How each scenario ended.</summary>
    public IReadOnlyList<ScenarioOutcome> Scenarios => _scenarios;

    /// <summary>True when every scenario that was asked for came to its end.</summary>
    public bool IsComplete => _scenarios.All(scenario => scenario.Fault is null);

    /// <summary>Notes that a scenario begins: what is noted until the next is its own.</summary>
    public void Begin(string scenario) => _scenario = scenario;

    /// <summary>Notes how it ended.</summary>
    public void End(TimeSpan duration, string? fault) => _scenarios.Add(new ScenarioOutcome(_scenario, Math.Round(duration.TotalSeconds, 1), fault));

    /// <summary>Notes the figure of a bar.</summary>
    public void Score(Bar bar, Spread spread, string note) => _bars[bar.Name] = new BarFigure(bar, spread, string.Join("; ", new[] { note, Disturbance() }.Where(part => part.Length > 0)));

    /// <summary>Notes a figure without a bar.</summary>
    public void Note(string name, string unit, Spread spread, string note) => _figures.Add(new Figure(_scenario, name, unit, spread, note));

    /// <summary>Notes a leg.</summary>
    public void Add(Leg leg) => _legs.Add(LegFigures.Of(_scenario, leg));

    private string Disturbance() =>
        MostOfOthers(_scenario) is > OthersShareMax and var share ? string.Create(CultureInfo.InvariantCulture, $"DISTURBED: other programs took up to {share:P0} of the processors") : "";

    private double MostOfOthers(string scenario) => _legs.Where(leg => leg.Scenario == scenario).Select(leg => leg.OthersShare).DefaultIfEmpty().Max();
}

/// <summary>A bar and its figure.</summary>
internal sealed record BarFigure(Bar Bar, Spread Spread, string Note)
{
    /// <summary>How it does.</summary>
    public Verdict Verdict => Bar.Judge(Spread.Median);
}

/// <summary>A figure without a bar.</summary>
internal sealed record Figure(string Scenario, string Name, string Unit, Spread Spread, string Note);

/// <summary>How a scenario ended; its fault is null when all was measured.</summary>
internal sealed record ScenarioOutcome(string Name, double Seconds, string? Fault);
