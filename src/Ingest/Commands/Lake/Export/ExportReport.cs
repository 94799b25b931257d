using System.Globalization;
using Ingest.Sinks.Iceberg.Export;
using Spectre.Console;

namespace Ingest.Commands.Lake.Export;

/// <summary>What became of a part.</summary>
internal enum PartState
{
    /// <summary>It was written.</summary>
    Written,

    /// <summary>The lake has had it as it is.</summary>
    Unchanged,

    /// <summary>The source has no rows of it any more, and so has the lake.</summary>
    Removed,
}

/// <summary>One part of the report.</summary>
/// <param name="Part">Its day, or <c>all</c>.</param>
/// <param name="State">What became of it.</param>
/// <param name="Rows">Rows that it has now.</param>
/// <param name="Files">Files that were written.</param>
/// <param name="Bytes">Their length.</param>
/// <param name="Seconds">Time that it took.</param>
internal sealed record PartReport(string Part, PartState State, long Rows, int Files, long Bytes, double Seconds);

/// <summary>What became of a table.</summary>
/// <param name="Table">Its name.</param>
/// <param name="TimeColumn">The column that divides it.</param>
/// <param name="Notes">Columns that are not as they were, in words.</param>
/// <param name="Parts">Its parts, in order.</param>
internal sealed record TableReport(string Table, string? TimeColumn, List<string> Notes, List<PartReport> Parts);

/// <summary>Tells of an export: a line on standard error for each part, and a table or JSON at the end.</summary>
internal sealed class ExportReport(bool isDryRun)
{
    private readonly List<TableReport> _tables = [];

    /// <summary>Begins a table.</summary>
    public TableReport Begin(SourceTable table)
    {
        var report = new TableReport(table.Name, table.Time?.Column.Name, [.. table.Notes], []);
        _tables.Add(report);
        return report;
    }

    /// <summary>Notes a part that needs not be written.</summary>
    public static void Skip(TableReport table, ExportPart part, long rows)
    {
        table.Parts.Add(new PartReport(part.ToString(), PartState.Unchanged, rows, 0, 0, 0));
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{table.Table} {part}: {rows:N0} rows, unchanged"));
    }

    /// <summary>Notes a part that was written, or would be.</summary>
    public void Add(TableReport table, ExportPart part, ExportedPart written, TimeSpan took)
    {
        var state = written.Rows == 0 ? PartState.Removed : PartState.Written;
        table.Parts.Add(new PartReport(part.ToString(), state, written.Rows, written.Files, written.Bytes, Math.Round(took.TotalSeconds, 3)));
        var rate = took > TimeSpan.Zero ? written.Rows / took.TotalSeconds : 0;
        Console.Error.WriteLine((isDryRun, state) switch
        {
            (true, PartState.Removed) => $"{table.Table} {part}: would be removed",
            (true, _) => string.Create(CultureInfo.InvariantCulture, $"{table.Table} {part}: {written.Rows:N0} rows would be written"),
            (_, PartState.Removed) => $"{table.Table} {part}: removed, as from ClickHouse",
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"{table.Table} {part}: {written.Rows:N0} rows in {took.TotalSeconds:0.0} s ({rate:N0} rows/s), {written.Files} {(written.Files == 1 ? "file" : "files")}, {LogProgress.Bytes(written.Bytes)}"),
        });
    }

    /// <summary>Prints all of it.</summary>
    public void Print(bool json)
    {
        if (json)
        {
            LogCommand.Print(new { DryRun = isDryRun, Tables = _tables });
            return;
        }

        PlainConsole.Prepare();
        var table = new Table().RoundedBorder().AddColumns("table", "by day of").AddColumns(
            [.. new[] { "parts", isDryRun ? "to write" : "written", "unchanged", isDryRun ? "to remove" : "removed", "rows", "files", "bytes" }.Select(name => new TableColumn(name).RightAligned())]);
        foreach (var report in _tables)
        {
            var written = report.Parts.Where(part => part.State != PartState.Unchanged).ToArray();
            table.AddRow(
                Markup.Escape(report.Table),
                Markup.Escape(report.TimeColumn ?? "-"),
                Number(report.Parts.Count),
                Number(written.Count(part => part.State == PartState.Written)),
                Number(report.Parts.Count - written.Length),
                Number(written.Count(part => part.State == PartState.Removed)),
                Number(written.Sum(part => part.Rows)),
                Number(written.Sum(part => part.Files)),
                LogProgress.Bytes(written.Sum(part => part.Bytes)));
        }

        AnsiConsole.Write(table);
        foreach (var (report, note) in _tables.SelectMany(report => report.Notes.Select(note => (report, note))))
        {
            AnsiConsole.WriteLine($"{report.Table}: {note}");
        }
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
