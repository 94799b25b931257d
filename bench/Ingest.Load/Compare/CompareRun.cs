using Ingest.Load.Compare.Reports;
using Ingest.Load.Compare.Scenarios;
using Ingest.Load.Running;

namespace Ingest.Load.Compare;

/// <summary>Runs scenarios one after the other; one that fails is reported, and the rest goes on.</summary>
internal sealed class CompareRun(CompareOptions options, IReadOnlyList<string> arguments, TimeProvider time)
{
    /// <summary>Measures everything that was asked for, and writes the report after each scenario.</summary>
    /// <exception cref="CompareException">The options are wrong.</exception>
    public async Task<CompareReport> RunAsync(CompareProgress progress, CancellationToken stop)
    {
        var faults = options.Validate().ToArray();
        if (faults.Length > 0)
        {
            throw new CompareException(string.Join('\n', faults));
        }

        var scenarios = ScenarioTable.Select(options.Only);
        var report = new CompareReport(Machine.Look(options.WorkPath, time), options, arguments);
        var context = new CompareContext(options, report, progress, time, stop);
        for (var i = 0; i < scenarios.Count && !stop.IsCancellationRequested; i++)
        {
            var remaining = TimeSpan.FromTicks(scenarios.Skip(i).Sum(scenario => scenario.Estimate(options).Ticks));
            await RunAsync(scenarios[i], context, report, progress, remaining);
            ReportFiles.Write(report, options.ResultsPath);
        }

        return report;
    }

    private async Task RunAsync(Scenario scenario, CompareContext context, CompareReport report, CompareProgress progress, TimeSpan remaining)
    {
        var from = time.GetTimestamp();
        report.Begin(scenario.Name);
        progress.Begin(scenario.Name, remaining);
        string? fault = null;
        try
        {
            await scenario.RunAsync(context);
        }
        catch (OperationCanceledException) when (context.Stop.IsCancellationRequested)
        {
            fault = "it was stopped";
        }
        catch (Exception failed) when (failed is CompareException or LoadException or IOException or HttpRequestException or UnauthorizedAccessException or TaskCanceledException)
        {
            fault = failed.Message;
            progress.Say($"FAILED: {fault}");
        }

        report.End(time.GetElapsedTime(from), fault);
    }
}
