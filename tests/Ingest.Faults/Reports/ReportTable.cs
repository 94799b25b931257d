using System.Globalization;
using Spectre.Console;

namespace Ingest.Faults.Reports;

/// <summary>The report for people: a table of the faults, and the verdict.</summary>
internal static class ReportTable
{
    private const int WidthMin = 160;

    /// <summary>Writes both.</summary>
    public static void Write(CampaignReport report, IAnsiConsole console)
    {
        // A file has no width of its own; wrapped lines cannot be searched.
        console.Profile.Width = Math.Max(console.Profile.Width, WidthMin);
        console.Write(Faults(report));
        var verdict = report.Verdict;
        console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"{verdict.Acknowledged:N0} events acknowledged, {report.Kills} processes killed, {report.Rounds.Count} rounds, {report.Seconds:N0} s");
        console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"{verdict.Unanswered:N0} never answered ({verdict.UnansweredStored:N0} of them stored), {verdict.Refused:N0} refused, {report.Rounds.Sum(round => round.Retried):N0} sent again, {report.Rounds.Sum(round => round.Repeated):N0} repeated, {report.Rounds.Sum(round => round.Quarantined):N0} replayed from quarantine");
        console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"{verdict.Lost} lost, {verdict.Duplicated} duplicated, {verdict.Unknown} unknown, {verdict.Unequal} unequal, {verdict.RefusedStored} refused yet stored, {verdict.Miscounted} miscounted");
        foreach (var example in verdict.Examples)
        {
            console.WriteLine(example);
        }
    }

    private static Table Faults(CampaignReport report)
    {
        var table = new Table().RoundedBorder().AddColumns("fault", "count", "reached", "recovery median s", "max s");
        foreach (var kind in report.Rounds.SelectMany(round => round.Faults).GroupBy(fault => fault.Name).OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            double[] seconds = [.. kind.Select(fault => fault.RecoverySeconds).OfType<double>().Order()];
            table.AddRow(
                Markup.Escape(kind.Key),
                Text(kind.Count()),
                Text(kind.Count(fault => fault.IsReached)),
                seconds.Length == 0 ? "" : seconds[seconds.Length / 2].ToString("N2", CultureInfo.InvariantCulture),
                seconds.Length == 0 ? "" : seconds[^1].ToString("N2", CultureInfo.InvariantCulture));
        }

        foreach (var column in table.Columns.Skip(1))
        {
            column.RightAligned();
        }

        return table;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
