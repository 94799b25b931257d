using System.Text.Json;
using Ingest.Sinks.ClickHouse.Client;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Commands.Lake.Export;

/// <summary>Finds out what tables ClickHouse has, and which form each column takes in the lake.</summary>
internal sealed class SourceDescription(ClickHouseClient client, string database)
{
    /// <summary>What the names of tables begin with that may be exported.</summary>
    public static readonly IReadOnlyList<string> Prefixes = ["fact_", "event_", "metadata_"];

    // Beside the tables there are those of a cluster's shards, and views that only move rows into another table.
    private const string ShardSuffix = "_local";

    // What the builder notes for itself, and keeps of what the facts hold.
    private const string BuiltSuffix = "_built";
    private static readonly string[] Notes = ["metadata_arrival", "metadata_build", "metadata_view"];

    // A view with parameters is no table.
    private static readonly HashSet<string> Questions = ViewFile.Embedded.Where(view => view.Parameters.Count > 0).Select(view => view.Name).ToHashSet(StringComparer.Ordinal);

    // A hash that orders events of one millisecond within a view's tuples: it says nothing else, and half of its values are beyond Iceberg's long.
    private const string TieElement = "tie";

    private const string MillisecondSuffix = "_ms";
    private const string TimeSuffix = "_at";

    /// <summary>Every table and view that may be exported, and its engine. A name that is no word is none: it goes into SQL and into paths.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await RowsAsync($"SELECT name, engine FROM system.tables WHERE database = '{database}' ORDER BY name", cancellationToken);
        return rows
            .Where(row => Prefixes.Any(prefix => row[0].StartsWith(prefix, StringComparison.Ordinal)) && row[0].All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
                && !row[0].EndsWith(ShardSuffix, StringComparison.Ordinal) && !TableGrains.IsMover(row[0])
                && !row[0].EndsWith(BuiltSuffix, StringComparison.Ordinal) && !Notes.Contains(row[0]) && !Questions.Contains(row[0]))
            .ToDictionary(row => row[0], row => row[1]);
    }

    /// <summary>Describes one of them.</summary>
    /// <param name="table">Its name, one of the list.</param>
    /// <param name="engine">Its engine.</param>
    /// <param name="timeColumn">The column that divides it, by its name in ClickHouse or in the lake; null to choose one.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="CommandException">The time column is none, or nothing can be exported.</exception>
    public async Task<SourceTable> DescribeAsync(string table, string engine, string? timeColumn, CancellationToken cancellationToken)
    {
        var described = await RowsAsync($"DESCRIBE TABLE `{database}`.`{table}`", cancellationToken);
        var taken = described.Select(row => row[0]).ToHashSet(StringComparer.Ordinal);
        var drafts = described.SelectMany(row => Drafts(row[0], ClickHouseType.Parse(row[1]), taken)).ToList();

        // What has no form is asked for as text, and then described once more: text of what can be null can be null.
        var notes = described
            .Where(row => ClickHouseType.Parse(row[1]).NamedElements()?.Any(element => element.Name == TieElement) == true)
            .Select(row => $"{row[0]}.{TieElement} is left out: it orders events of one millisecond, and says nothing else")
            .ToList();
        var types = await TypesAsync(table, drafts, cancellationToken);
        for (var i = 0; i < drafts.Count; i++)
        {
            if (WireType.Of(types[i]) is null)
            {
                drafts[i] = drafts[i] with { Expression = $"toString({drafts[i].Expression})" };
                if (types[i].Name is not ("Enum8" or "Enum16" or "FixedString"))
                {
                    notes.Add($"{drafts[i].Name} is {types[i].Name} in ClickHouse, and text in the lake");
                }
            }
        }

        types = await TypesAsync(table, drafts, cancellationToken);
        var columns = new List<(SourceColumn Column, string? Milliseconds)>();
        foreach (var (draft, type) in drafts.Zip(types))
        {
            if (WireType.Of(type) is { } wire)
            {
                columns.Add((new SourceColumn(draft.Name, draft.Expression, wire), draft.Milliseconds));
            }
            else
            {
                notes.Add($"{draft.Name} is left out: {type.Name} has no form in the lake");
            }
        }

        return columns.Count == 0
            ? throw new CommandException($"The table {table} has no column that has a form in the lake.")
            : new SourceTable(database, table, engine, [.. columns.Select(column => column.Column)], TimeOf(table, columns, timeColumn), notes);
    }

    /// <summary>From a column of ClickHouse to those that are asked for.</summary>
    private static IEnumerable<Draft> Drafts(string name, ClickHouseType type, HashSet<string> taken)
    {
        var quoted = $"`{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal)}`";
        if (type.Name == "AggregateFunction")
        {
            return [new Draft(name, $"finalizeAggregation({quoted})")];
        }

        if (type.Name == "Int64" && name.EndsWith(MillisecondSuffix, StringComparison.Ordinal) && taken.Add(name[..^MillisecondSuffix.Length] + TimeSuffix))
        {
            return [new Draft(name[..^MillisecondSuffix.Length] + TimeSuffix, $"fromUnixTimestamp64Milli({quoted}, 'UTC')") { Milliseconds = quoted }];
        }

        return type.NamedElements() is { } elements && elements.All(element => taken.Add($"{name}_{element.Name}"))
            ? [.. elements.Where(element => element.Name != TieElement).Select(element => new Draft($"{name}_{element.Name}", $"tupleElement({quoted}, '{element.Name}')"))]
            : [new Draft(name, quoted)];
    }

    // A description that is changed later has no day of its own: only what is derived from events has, whose times are milliseconds.
    private static TimeColumn? TimeOf(string table, IReadOnlyList<(SourceColumn Column, string? Milliseconds)> columns, string? named)
    {
        var times = columns
            .Where(column => column.Column.Wire is { IsNullable: false, Kind: WireKind.DateTime or WireKind.DateTime64 or WireKind.Date or WireKind.Date32 })
            .Select(column => new TimeColumn(column.Column, column.Milliseconds))
            .ToArray();
        return named is not null
            ? times.FirstOrDefault(time => time.Column.Name == named || time.Milliseconds == $"`{named}`")
                ?? throw new CommandException($"--time-column names '{named}', and the times of {table} that are never null are {(times.Length == 0 ? "none" : string.Join(", ", times.Select(time => time.Column.Name)))}.")
            : times.FirstOrDefault(time => time.Milliseconds is not null || !table.StartsWith("metadata_", StringComparison.Ordinal));
    }

    private async Task<IReadOnlyList<ClickHouseType>> TypesAsync(string table, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        var select = string.Join(", ", drafts.Select((draft, i) => FormattableString.Invariant($"{draft.Expression} AS export_{i}")));
        return [.. (await RowsAsync($"DESCRIBE (SELECT {select} FROM `{database}`.`{table}`)", cancellationToken)).Select(row => ClickHouseType.Parse(row[1]))];
    }

    private async Task<List<string[]>> RowsAsync(string sql, CancellationToken cancellationToken) =>
        [.. (await client.QueryTextAsync($"{sql} FORMAT JSONCompactStringsEachRow", cancellationToken))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<string[]>(line)!)];

    private sealed record Draft(string Name, string Expression)
    {
        public string? Milliseconds { get; init; }
    }
}
