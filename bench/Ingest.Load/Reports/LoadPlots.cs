using System.Globalization;
using Ingest.Load.Latency;
using Ingest.Load.Running;

namespace Ingest.Load.Reports;

/// <summary>The plots of a run.</summary>
internal static class LoadPlots
{
    private const int PartsPerDecade = 24;

    private static readonly double[] Marked = [50, 90, 99, 99.9];

    /// <summary>Events a second, over time.</summary>
    public static Plot Rate(LoadResult result) => new("Events a second", Time(result), Axis.Linear(result.Timeline.Select(Rate).DefaultIfEmpty(0).Max()))
    {
        XText = Seconds,
        YText = value => string.Create(CultureInfo.InvariantCulture, $"{value:N0}"),
        Lines = Lines(
            result,
            ("acknowledged", "one", Rate),
            result.Measured.EventsRefused > 0 ? ("refused", "four", second => second.Counts.EventsRefused / second.Length) : null),
        Hints = Hints(result, second => string.Create(CultureInfo.InvariantCulture, $"{Rate(second):N0} events/s acknowledged, {second.Counts.EventsRefused:N0} refused, {second.Counts.TransportFaults:N0} broken")),
    };

    /// <summary>Percentiles of latency, over time.</summary>
    public static Plot Percentiles(LoadResult result) => new(
        "Latency over time", Time(result), Axis.Logarithmic(result.Timeline.Select(s => (double)s.P50).Where(p => p > 0).DefaultIfEmpty(1).Min(), result.Latency.Max))
    {
        XText = Seconds,
        YText = Units.RoundTime,
        Lines = Lines(
            result, ("p50", "one", second => second.P50), ("p90", "two", second => second.P90), ("p99", "three", second => second.P99), ("longest", "four", second => second.Max)),
        Hints = Hints(result, second => $"p50 {Units.Time(second.P50)}, p90 {Units.Time(second.P90)}, p99 {Units.Time(second.P99)}, longest {Units.Time(second.Max)}"),
    };

    /// <summary>How many requests took how long.</summary>
    public static Plot Distribution(LatencyHistogram latency)
    {
        var x = Axis.Logarithmic(Math.Max(1, latency.Min), Math.Max(10, latency.Max));
        var parts = Parts(latency);
        return new Plot("Requests by latency", x, Axis.Linear(parts.Select(part => part.Percent).DefaultIfEmpty(0).Max()))
        {
            XText = Units.RoundTime,
            YText = value => string.Create(CultureInfo.InvariantCulture, $"{value:0.##} %"),
            Lines = [new Series("requests", "one", [.. parts.SelectMany(part => new[] { (part.From, part.Percent), (part.To, part.Percent) })], IsFilled: true)],
            Marks = [.. Marked.Where(_ => latency.Count > 0).Select(percent => ((double)latency.Percentile(percent), string.Create(CultureInfo.InvariantCulture, $"p{percent} {Units.Time(latency.Percentile(percent))}")))],
            Hints = [.. parts.Select(part => (part.From, part.To, string.Create(CultureInfo.InvariantCulture, $"{part.Percent:0.###} % took {Units.Time(part.From)} to {Units.Time(part.To)}")))],
        };
    }

    private static Axis Time(LoadResult result) => new(0, Math.Max(1, result.Timeline.Count), IsLogarithmic: false);

    private static double Rate(LoadSecond second) => second.Counts.EventsAcknowledged / second.Length;

    private static string Seconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.#} s");

    private static List<Series> Lines(LoadResult result, params IEnumerable<(string Name, string Class, Func<LoadSecond, double> Value)?> lines) =>
    [
        .. lines.OfType<(string Name, string Class, Func<LoadSecond, double> Value)>().Select(line =>
            new Series(line.Name, line.Class, [.. result.Timeline.Select(second => (second.Second + 0.5, line.Value(second)))])),
    ];

    private static List<(double From, double To, string Text)> Hints(LoadResult result, Func<LoadSecond, string> text) =>
        [.. result.Timeline.Select(second => ((double)second.Second, second.Second + 1.0, $"second {second.Second + 1}: {text(second)}"))];

    // The histogram's own buckets are too narrow to be seen: equal parts of a decade, in percent of all.
    private static List<(double From, double To, double Percent)> Parts(LatencyHistogram latency)
    {
        var counts = new SortedDictionary<int, long>();
        foreach (var (nanoseconds, count) in latency.Buckets())
        {
            var part = (int)Math.Floor(Math.Log10(Math.Max(1, nanoseconds)) * PartsPerDecade);
            counts[part] = counts.GetValueOrDefault(part) + count;
        }

        return counts.Count == 0
            ? []
            : [.. Enumerable.Range(counts.Keys.First(), counts.Keys.Last() - counts.Keys.First() + 1).Select(part =>
                (Edge(part), Edge(part + 1), 100.0 * counts.GetValueOrDefault(part) / latency.Count))];
    }

    private static double Edge(int part) => Math.Pow(10, (double)part / PartsPerDecade);
}
