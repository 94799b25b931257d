using System.Globalization;
using System.IO.Enumeration;
using Ingest.Sinks.ClickHouse.Client;
using Ingest.Sinks.Iceberg.Export;

namespace Ingest.Commands.Lake.Export;

/// <summary>Runs an export: finds out what has changed since the last, and replaces that.</summary>
internal sealed class ExportRun(Sinks.Iceberg.Lake lake, ClickHouseClient client, SourceDescription source, ExportOptions options, TimeProvider time)
{
    // A day that does not fit is sorted on disk.
    private static readonly KeyValuePair<string, string>[] Settings = [new("max_bytes_before_external_sort", "1000000000"), new("max_bytes_before_external_group_by", "1000000000")];

    /// <summary>Exports.</summary>
    /// <exception cref="CommandException">What is asked for is not there; the message says what is.</exception>
    public async Task<ExportReport> RunAsync(CancellationToken cancellationToken)
    {
        // Step 1: everything that can be wrong is found before anything is written.
        var plans = new List<(SourceTable Table, ExportedTable Lake)>();
        foreach (var (name, engine) in await ChooseAsync(cancellationToken))
        {
            var table = await source.DescribeAsync(name, engine, options.TimeColumn, cancellationToken);
            if (table.Time is not null && (options.From is null || options.To is null))
            {
                throw new CommandException($"{name} is exported by days of {table.Time.Column.Name}: say which, for example --from 2026-01-01 --to 2026-02-01, the last one not included.");
            }

            plans.Add((table, await ExportedTable.OpenAsync(lake, table.Definition, time, cancellationToken)));
        }

        // Step 2: table by table, part by part.
        var report = new ExportReport(options.IsDryRun);
        foreach (var (table, exported) in plans)
        {
            await ExportAsync(table, exported, report, cancellationToken);
        }

        return report;
    }

    private async Task<IEnumerable<KeyValuePair<string, string>>> ChooseAsync(CancellationToken cancellationToken)
    {
        var all = await source.ListAsync(cancellationToken);
        var unknown = options.Tables.FirstOrDefault(table => !all.Keys.Any(name => IsMeant(table, name)));
        return unknown is not null
            ? throw new CommandException(
                $"There is no table '{unknown}' to export; those that can be are {(all.Count == 0 ? "none: is ClickHouse:Database right?" : string.Join(", ", all.Keys))}.")
            : options.Tables.Count == 0 ? all : all.Where(pair => options.Tables.Any(table => IsMeant(table, pair.Key)));
    }

    private static bool IsMeant(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    private async Task ExportAsync(SourceTable table, ExportedTable exported, ExportReport report, CancellationToken cancellationToken)
    {
        var lines = report.Begin(table);
        var marks = await MarksAsync(table, cancellationToken);
        var none = new ExportMark(0, 0, table.Form);
        var changed = new List<ExportPart>();
        foreach (var part in marks.Keys.Union(exported.Parts.Where(IsWanted)).OrderBy(part => part.Number))
        {
            var mark = marks.GetValueOrDefault(part, none);
            if (!options.Force && exported.Has(part, mark))
            {
                ExportReport.Skip(lines, part, mark.Rows);
            }
            else if (options.IsDryRun)
            {
                report.Add(lines, part, new ExportedPart(mark.Rows, 0, 0), TimeSpan.Zero);
            }
            else
            {
                changed.Add(part);
            }
        }

        foreach (var parts in changed.Chunk(table.DaysPerQuery))
        {
            var began = time.GetTimestamp();
            await using var rows = await SourceStream.OpenAsync(client, table, parts, Settings, cancellationToken);
            foreach (var part in parts)
            {
                var written = await exported.ReplaceAsync(part, rows.RowsOf(part), cancellationToken);
                report.Add(lines, part, written, time.GetElapsedTime(began));
                began = time.GetTimestamp();
            }

            if (rows.MendedTexts > 0)
            {
                lines.Notes.Add(string.Create(CultureInfo.InvariantCulture, $"{rows.MendedTexts} texts of {parts[0]} to {parts[^1]} were not UTF-8: what is not is U+FFFD in the lake"));
            }
        }
    }

    private bool IsWanted(ExportPart part) => part.Day is not { } day || (day >= options.From && day < options.To);

    private async Task<Dictionary<ExportPart, ExportMark>> MarksAsync(SourceTable table, CancellationToken cancellationToken)
    {
        var answer = await client.QueryTextAsync(table.MarksSql(options.From ?? default, options.To ?? default), cancellationToken);
        var marks = new Dictionary<ExportPart, ExportMark>();
        foreach (var line in answer.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split('\t');
            var part = table.Time is null ? ExportPart.Whole : ExportPart.OfDay(int.Parse(fields[0], CultureInfo.InvariantCulture));
            marks[part] = new ExportMark(long.Parse(fields[1], CultureInfo.InvariantCulture), ulong.Parse(fields[2], CultureInfo.InvariantCulture), table.Form);
        }

        return marks;
    }
}
