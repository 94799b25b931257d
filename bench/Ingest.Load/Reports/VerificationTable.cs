using System.Globalization;
using Ingest.Load.Verifying;
using Spectre.Console;

namespace Ingest.Load.Reports;

/// <summary>The outcome of verifying on a terminal.</summary>
internal static class VerificationTable
{
    /// <summary>Writes it.</summary>
    public static void Write(Verification verified, IAnsiConsole console)
    {
        var table = new Table().RoundedBorder().AddColumn("Verified in ClickHouse, whole run").AddColumn(new TableColumn("events").RightAligned());
        Row("acknowledged", verified.Acknowledged);
        if (verified.Unknown > 0)
        {
            Row("of unknown outcome: stored or not", verified.Unknown);
        }

        Row("stored", verified.Stored);
        Row(verified.IsExact ? "missing" : "missing, at least", verified.Missing);
        Row("duplicated", verified.Duplicated);
        Row(verified.IsExact ? "stored though refused" : "stored though refused, at least", verified.Unexpected);
        console.Write(table);
        console.MarkupLine(verified.Holds
            ? string.Create(CultureInfo.InvariantCulture, $"[green]Every acknowledged event is stored once[/], {verified.Seconds:0.0} s after the last reply.")
            : "[red]Not every acknowledged event is stored once.[/] What was dropped behind the reply, 'ingest why' tells; what a sink refused, 'ingest quarantine list'.");

        void Row(string name, long events) => table.AddRow(name, string.Create(CultureInfo.InvariantCulture, $"{events:N0}"));
    }
}
