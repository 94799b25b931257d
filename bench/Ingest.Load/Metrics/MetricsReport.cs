using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ingest.Load.Compare.Reports;
using Ingest.Load.Running;

namespace Ingest.Load.Metrics;

/// <summary>What was measured: milliseconds by question and range.</summary>
internal sealed class MetricsReport(Machine machine, MetricsOptions options, IReadOnlyList<string> arguments)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Where the folders lie on the machine is nobody's business.
    private static readonly string[] Places = ["--data", "--ingest", "--results"];

    private readonly Dictionary<Question, List<double>> _times = [];
    private readonly Dictionary<string, List<double>> _pages = [];
    private readonly Dictionary<string, List<double>> _shown = [];

    /// <summary>Rows of the facts when measuring began.</summary>
    public long Facts { get; init; }

    /// <summary>Until an event counted.</summary>
    public IReadOnlyList<double> Freshness { get; set; } = [];

    /// <summary>What arrived meanwhile; null when nothing was sent.</summary>
    public LoadResult? Load { get; set; }

    /// <summary>Notes the time of an answer.</summary>
    public void Add(Question question, double milliseconds) => TimesOf(_times, question).Add(milliseconds);

    /// <summary>Notes the time of a page of the overview.</summary>
    public void AddPage(string range, double milliseconds) => TimesOf(_pages, range).Add(milliseconds);

    /// <summary>Notes the time of the overview in a browser.</summary>
    public void AddShown(string range, double milliseconds) => TimesOf(_shown, range).Add(milliseconds);

    /// <summary>What there is of a question.</summary>
    public string LineOf(Question question) => $"{question.Last,-5} {question.Section}: {question.View}: {Text(_times[question])}";

    /// <summary>What there is of a page.</summary>
    public string LineOfPage(string range) => $"{range,-5} the overview as a page: {Text(_pages[range])}";

    /// <summary>What there is of the overview in a browser.</summary>
    public string LineOfShown(string range) => $"{range,-5} the overview in a browser: {Text(_shown[range])}";

    /// <summary>Writes JSON and Markdown.</summary>
    public void Write()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.ResultsPath))!);
        File.WriteAllText(options.ResultsPath + ".json", JsonSerializer.Serialize(Content(), Json) + "\n");
        File.WriteAllText(options.ResultsPath + ".md", Markdown());
    }

    /// <summary>The report as a document.</summary>
    public string Markdown()
    {
        var text = new StringBuilder("# Reading figures while events arrive\n\n");
        Line(text, $"`{CommandText()}`, {machine.StartedAt:yyyy-MM-dd HH:mm} UTC, commit {machine.Commit}.");
        Line(text, $"{machine.Cores} × {machine.Processor}, {machine.MemoryGigabytes} GB, {machine.Kernel}, {machine.Runtime}, {machine.Disk}; client and load run on the same machine.");
        Line(text, $"{Facts:#,0} events over {options.Days} days and {options.Sites} sites; {LoadText()}");
        Line(text, $"An event counted in the overview {Text(Freshness)} after its reply ({Freshness.Count} events).");
        text.Append("\nMilliseconds over HTTP, each of a site whose answer was not kept.\n\n| range | median | p95 | most |\n|---|---|---|---|\n");
        foreach (var range in Question.Ranges)
        {
            var all = _times.Where(entry => entry.Key.Last == range).SelectMany(entry => entry.Value).ToArray();
            Line(text, $"| {range}: all questions, one at a time | {Number(all, 50)} | {Number(all, 95)} | {Number(all, 100)} |");
            Line(text, $"| {range}: the overview's eight, four at once, until the last | {Number(_pages[range], 50)} | {Number(_pages[range], 95)} | {Number(_pages[range], 100)} |");
            if (_shown.TryGetValue(range, out var shown))
            {
                Line(text, $"| {range}: the overview in Chromium, until all is shown | {Number(shown, 50)} | {Number(shown, 95)} | {Number(shown, 100)} |");
            }
        }

        text.Append("\n| range | page | view | median | p95 | most |\n|---|---|---|---|---|---|\n");
        foreach (var (question, times) in _times)
        {
            Line(text, $"| {question.Last} | {question.Section} | {question.View} | {Number(times, 50)} | {Number(times, 95)} | {Number(times, 100)} |");
        }

        return text.ToString();
    }

    private static List<double> TimesOf<T>(Dictionary<T, List<double>> all, T key)
        where T : notnull
    {
        if (!all.TryGetValue(key, out var times))
        {
            all[key] = times = [];
        }

        return times;
    }

    private static string Text(IReadOnlyList<double> times) => $"median {Number(times, 50)} ms, p95 {Number(times, 95)} ms, most {Number(times, 100)} ms";

    private static string Number(IReadOnlyList<double> times, double percent) => Percentile(times, percent).ToString("0", CultureInfo.InvariantCulture);

    // The least value that so many are not above.
    private static double Percentile(IReadOnlyList<double> times, double percent)
    {
        var sorted = times.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(sorted.Length * percent / 100) - 1, 0, sorted.Length - 1)];
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private string CommandText() =>
        "bench/metrics.sh " + string.Join(' ', arguments.Where((argument, place) => !Places.Contains(argument) && (place == 0 || !Places.Contains(arguments[place - 1]))));

    private string LoadText() => Load is null
        ? "nothing was sent meanwhile."
        : string.Create(CultureInfo.InvariantCulture, $"meanwhile {Load.EventsPerSecond:#,0} events/s were acknowledged and {Load.Measured.EventsRefused:#,0} refused.");

    private object Content() => new
    {
        command = CommandText(),
        machine,
        options = new { options.Events, options.Sites, options.Days, options.Rate, options.Rounds },
        facts = Facts,
        load = LoadText(),
        freshnessMilliseconds = Freshness,
        questions = _times.Select(entry => new { entry.Key.Last, entry.Key.Section, entry.Key.View, entry.Key.Parameters, milliseconds = entry.Value }),
        pages = _pages.Select(entry => new { last = entry.Key, milliseconds = entry.Value }),
        inBrowser = _shown.Select(entry => new { last = entry.Key, milliseconds = entry.Value }),
    };
}
