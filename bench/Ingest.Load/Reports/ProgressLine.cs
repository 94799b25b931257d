using System.Globalization;
using Ingest.Load.Running;

namespace Ingest.Load.Reports;

/// <summary>Tells once a second how the run goes: over one line on a terminal, a line each otherwise.</summary>
internal sealed class ProgressLine(TextWriter output, bool isRedirected)
{
    private const string EraseLine = "\r\e[K";

    private string _last = "";

    /// <summary>Says what is about to happen.</summary>
    public void Begin(LoadPlan plan)
    {
        var what = plan.BatchSize == 1 ? "single events" : $"batches of {plan.BatchSize} events";
        var how = plan.Rate is { } rate ? string.Create(CultureInfo.InvariantCulture, $"at {rate:N0} requests/s") : "as fast as replies come";
        output.WriteLine($"{plan.Target}: {what} {how}, {plan.Connections} connections, {plan.WarmUp.TotalSeconds:0.#} s of warm-up, {plan.Duration.TotalSeconds:0.#} s measured. Ctrl+C ends early, with results.");
    }

    /// <summary>Tells of a second.</summary>
    public void Show(LoadProgress progress)
    {
        var (second, counts) = (progress.Second, progress.Second.Counts);
        var phase = second.Second < 0 ? "warm-up" : string.Create(CultureInfo.InvariantCulture, $"{second.Second + 1,4}/{progress.Duration.TotalSeconds:0} s");
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{phase,-10} {counts.EventsAcknowledged / second.Length,9:N0} events/s   p50 {Units.Time(second.P50),8}   p99 {Units.Time(second.P99),8}   max {Units.Time(second.Max),8}");
        line += Faults(counts);
        output.Write(isRedirected ? line + "\n" : EraseLine + line);
        output.Flush();
    }

    /// <summary>Tells how much has arrived.</summary>
    public void ShowArrived(long arrived, long acknowledged)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"arrived in ClickHouse: {arrived:N0} of {acknowledged:N0}");
        if (!isRedirected)
        {
            output.Write(EraseLine + line);
        }
        else if (line != _last)
        {
            output.WriteLine(line);
        }

        _last = line;
        output.Flush();
    }

    /// <summary>Leaves the line.</summary>
    public void End() => output.Write(isRedirected ? "" : EraseLine);

    private static string Faults(LoadCounts counts) =>
        (counts.EventsRefused > 0 ? string.Create(CultureInfo.InvariantCulture, $"   refused {counts.EventsRefused:N0}") : "")
        + (counts.TransportFaults > 0 ? string.Create(CultureInfo.InvariantCulture, $"   broken {counts.TransportFaults:N0}") : "")
        + (counts.RequestsUnsent > 0 ? string.Create(CultureInfo.InvariantCulture, $"   unsent {counts.RequestsUnsent:N0}") : "");
}
