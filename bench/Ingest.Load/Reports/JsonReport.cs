using System.Globalization;
using System.Text.Json;
using Ingest.Load.Latency;
using Ingest.Load.Running;

namespace Ingest.Load.Reports;

/// <summary>The result as JSON: all that the other reports show, and the histogram itself.</summary>
internal static class JsonReport
{
    private const double NanosecondsPerMillisecond = 1_000_000;

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The text.</summary>
    public static string Of(LoadReport report) => JsonSerializer.Serialize(
        new
        {
            report.Command,
            LoadReport.Machine,
            StartedAt = report.Result.StartedAt.ToString("u", CultureInfo.InvariantCulture),
            Plan = PlanOf(report.Result.Plan),
            report.Result.Seconds,
            report.Result.EventsPerSecond,
            report.Result.RequestsPerSecond,
            report.Result.GeneratorCpuSeconds,
            Notes = ResultTable.Notes(report.Result),
            report.Result.Measured,
            report.Result.Whole,
            report.Verification,
            LatencyMs = LatencyOf(report.Result.Latency),
            report.Result.Refusals,
            Timeline = report.Result.Timeline.Select(SecondOf),
            HistogramMs = report.Result.Latency.Buckets().Select(bucket => new[] { Milliseconds(bucket.Nanoseconds), bucket.Count }),
        },
        Format);

    private static object PlanOf(LoadPlan plan) => new
    {
        Target = plan.Target.ToString(),
        Sites = plan.Sites.Count,
        plan.Connections,
        Loop = plan.Rate is null ? "closed" : "open",
        plan.Rate,
        Arrivals = plan.Rate is null ? null : plan.Arrivals.ToString().ToLowerInvariant(),
        plan.BatchSize,
        DurationSeconds = plan.Duration.TotalSeconds,
        WarmUpSeconds = plan.WarmUp.TotalSeconds,
        plan.Seed,
        plan.Visitors,
        plan.IsSimple,
        plan.Threads,
        plan.Marker,
    };

    private static Dictionary<string, double> LatencyOf(LatencyHistogram latency)
    {
        var values = new Dictionary<string, double> { ["min"] = Milliseconds(latency.Min), ["mean"] = Milliseconds(latency.Mean) };
        foreach (var percent in ResultTable.Percents)
        {
            values[string.Create(CultureInfo.InvariantCulture, $"p{percent}")] = Milliseconds(latency.Percentile(percent));
        }

        values["max"] = Milliseconds(latency.Max);
        return values;
    }

    private static object SecondOf(LoadSecond second) => new
    {
        second.Second,
        second.Length,
        second.Counts.Requests,
        second.Counts.EventsAcknowledged,
        second.Counts.EventsRefused,
        second.Counts.TransportFaults,
        P50Ms = Milliseconds(second.P50),
        P90Ms = Milliseconds(second.P90),
        P99Ms = Milliseconds(second.P99),
        MaxMs = Milliseconds(second.Max),
    };

    private static double Milliseconds(double nanoseconds) => Math.Round(nanoseconds / NanosecondsPerMillisecond, 6);
}
