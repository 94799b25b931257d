using System.Globalization;
using Ingest.Load.Running;
using Spectre.Console;

namespace Ingest.Load.Reports;

/// <summary>The result as tables on a terminal.</summary>
internal static class ResultTable
{
    // Above this share of one core per thread, what is measured is the generator.
    private const double BusyShare = 0.9;

    /// <summary>Percentiles that are shown.</summary>
    public static IReadOnlyList<double> Percents { get; } = [50, 75, 90, 95, 99, 99.9, 99.99];

    /// <summary>Writes them.</summary>
    public static void Write(LoadResult result, IAnsiConsole console)
    {
        console.WriteLine();
        console.Write(Counts(result));
        console.Write(Latencies(result));
        if (result.Refusals.Count > 0)
        {
            console.Write(Refused(result));
        }

        foreach (var note in Notes(result))
        {
            console.MarkupLineInterpolated($"[yellow]{note}[/]");
        }
    }

    /// <summary>What a reader of the figures has to know.</summary>
    public static IEnumerable<string> Notes(LoadResult result)
    {
        if (result.Seconds < result.Plan.Duration.TotalSeconds - 0.001)
        {
            yield return Text($"Ended early: {result.Seconds:0.0} s of {result.Plan.Duration.TotalSeconds:0.#} s were measured.");
        }

        var busy = result.Seconds > 0 ? result.GeneratorCpuSeconds / result.Seconds / result.Plan.Threads : 0;
        if (busy > BusyShare)
        {
            yield return Text($"The generator was busy for {busy:P0} of the time: it may be the limit. Give it more --threads or another machine.");
        }

        if (result.Whole.RequestsUnsent > 0)
        {
            yield return Text($"{result.Whole.RequestsUnsent:N0} requests of the whole run were due and never sent: the server cannot keep up with {result.Plan.Rate:N0} requests/s over {result.Plan.Connections} connections.");
        }
    }

    private static Table Counts(LoadResult result)
    {
        var (counts, seconds) = (result.Measured, result.Seconds);
        var table = new Table().RoundedBorder().AddColumn(Text($"Measured for {seconds:0.0} s")).AddColumn(new TableColumn("count").RightAligned()).AddColumn(new TableColumn("a second").RightAligned());
        Row("events acknowledged", counts.EventsAcknowledged);
        Row("requests", counts.Requests);
        RowIfAny("events refused", counts.EventsRefused);
        RowIfAny("events of unknown outcome", counts.EventsUnknown);
        RowIfAny("connections refused", counts.ConnectFaults);
        RowIfAny("connections broken", counts.BrokenConnections);
        RowIfAny("replies too late", counts.Timeouts);
        RowIfAny("replies unreadable", counts.BadReplies);
        RowIfAny("connections closed by the server", counts.Reconnects);
        RowIfAny("requests unsent", counts.RequestsUnsent);
        table.AddRow("sent", Units.Bytes(counts.BytesSent), Units.Bytes(PerSecond(counts.BytesSent)));
        table.AddRow("received", Units.Bytes(counts.BytesReceived), Units.Bytes(PerSecond(counts.BytesReceived)));
        return table.AddRow("generator's processor time", Text($"{result.GeneratorCpuSeconds:0.0} s"), Text($"{PerSecond(result.GeneratorCpuSeconds):P0} of a core"));

        double PerSecond(double count) => seconds > 0 ? count / seconds : 0;

        void Row(string name, long count) => table.AddRow(name, Text($"{count:N0}"), Text($"{PerSecond(count):N0}"));

        void RowIfAny(string name, long count)
        {
            if (count > 0)
            {
                Row(name, count);
            }
        }
    }

    private static Table Latencies(LoadResult result)
    {
        var latency = result.Latency;
        var table = new Table().RoundedBorder().AddColumn(result.Plan.Rate is null ? "Latency" : "Latency, from when a request was due").AddColumn(new TableColumn("of a request").RightAligned());
        table.AddRow("shortest", Units.Time(latency.Min)).AddRow("mean", Units.Time(latency.Mean));
        foreach (var percent in Percents)
        {
            table.AddRow(Text($"p{percent}"), Units.Time(latency.Percentile(percent)));
        }

        return table.AddRow("longest", Units.Time(latency.Max));
    }

    private static Table Refused(LoadResult result)
    {
        var table = new Table().RoundedBorder().AddColumn("Refused, in the whole run").AddColumn("reason").AddColumn(new TableColumn("events").RightAligned()).AddColumn("a reply");
        foreach (var refusal in result.Refusals)
        {
            table.AddRow(Text($"{refusal.Status}"), Markup.Escape(refusal.Reason), Text($"{refusal.Events:N0}"), Markup.Escape(refusal.Sample));
        }

        return table;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
