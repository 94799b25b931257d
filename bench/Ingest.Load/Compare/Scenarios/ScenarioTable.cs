using Ingest.Load.Compare.Bars;

namespace Ingest.Load.Compare.Scenarios;

/// <summary>All scenarios, in the order in which they are run: what others use first.</summary>
internal static class ScenarioTable
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new SingleScenario(),
        new FewConnectionsScenario(),
        new LatencyScenario(),
        new BatchScenario(),
        new SinkScenario("single-sink", BarTable.SingleSink, isBatch: false),
        new SinkScenario("batch-sink", BarTable.BatchSink, isBatch: true),
        new DrainScenario(),
        new MemoryScenario(),
        new StartScenario(),
        new SizeScenario(),
        new OverloadScenario(),
        new SitesScenario(),
        new ConnectionsScenario(),
        new LogSizeScenario(),
    ];

    /// <summary>Those of the names, or all when none is named.</summary>
    /// <exception cref="CompareException">A name is none.</exception>
    public static IReadOnlyList<Scenario> Select(IReadOnlyList<string> names)
    {
        var unknown = names.FirstOrDefault(name => !All.Any(scenario => scenario.Name == name));
        return unknown is null
            ? [.. All.Where(scenario => names.Count == 0 || names.Contains(scenario.Name))]
            : throw new CompareException($"There is no scenario '{unknown}': choose of {string.Join(", ", All.Select(scenario => scenario.Name))}.");
    }
}
