using System.Globalization;
using System.Text;
using BenchmarkDotNet.Reports;
using Ingest.Benchmarks.Messages;

namespace Ingest.Benchmarks;

/// <summary>The results as a ladder, in Markdown: one event's time, events a second and bytes, rung by rung.</summary>
internal static class LadderTable
{
    public static string Render(IEnumerable<Summary> summaries)
    {
        var rungs = summaries.SelectMany(summary => summary.Reports).Where(report => report.ResultStatistics is not null)
            .Select(report => (Class: report.BenchmarkCase.Descriptor.Type.Name, Rung: Rung.Of(report.BenchmarkCase), Report: report))
            .GroupBy(row => row.Class, StringComparer.Ordinal);
        var text = new StringBuilder();
        foreach (var group in rungs)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n**{group.Key}**\n\n| rung | ns/event | ± | events/s | µs/operation | B/event |\n|---|---:|---:|---:|---:|---:|\n");
            foreach (var row in group.OrderBy(row => row.Rung.Order).ThenBy(row => row.Rung.EventsPerOperation))
            {
                Append(text, row.Rung, row.Report);
            }
        }

        return text.Append(CultureInfo.InvariantCulture, $"\nLocation database: {SampleDatabase.Description}.\n").ToString();
    }

    // BenchmarkDotNet's own figures are of one operation divided by OperationsPerInvoke.
    private static void Append(StringBuilder text, Rung rung, BenchmarkReport report)
    {
        var perInvoke = report.BenchmarkCase.Descriptor.OperationsPerInvoke;
        var events = rung.EventsPerOperation / perInvoke;
        var (median, deviation) = (report.ResultStatistics!.Median / events, report.ResultStatistics.StandardDeviation / events);
        var bytes = (report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0) / (double)events;
        text.Append(
            CultureInfo.InvariantCulture,
            $"| {rung.Name} | {median:N0} | {deviation:N0} | {1e9 / median:N0} | {median * rung.EventsPerOperation / 1000:N1} | {bytes:N0} |\n");
    }
}
