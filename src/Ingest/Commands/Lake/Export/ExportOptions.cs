using System.Globalization;

namespace Ingest.Commands.Lake.Export;

/// <summary>What is to be exported.</summary>
/// <param name="Tables">Names of tables, <c>*</c> for any characters; none for all.</param>
/// <param name="From">The first day, UTC; null when none was said.</param>
/// <param name="To">The day behind the last; null when none was said.</param>
/// <param name="TimeColumn">The column that divides the one table; null to choose it.</param>
/// <param name="Force">Whether parts that are unchanged are written too.</param>
/// <param name="IsDryRun">Whether nothing is written.</param>
internal sealed record ExportOptions(IReadOnlyList<string> Tables, DateOnly? From, DateOnly? To, string? TimeColumn, bool Force, bool IsDryRun)
{
    /// <summary>What another engine needs to go on with: the curated layer, and the descriptions of what it names. Facts are raw, and views are ClickHouse's.</summary>
    public static readonly IReadOnlyList<string> PortableTables = ["event_*", "metadata_link", "metadata_pixel", "metadata_session", "metadata_site"];

    /// <summary>Names with commas between them, in one text or several.</summary>
    public static string[] SplitNames(IEnumerable<string> texts) =>
        [.. texts.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>Refuses what no ClickHouse and no lake need be asked for.</summary>
    /// <exception cref="CommandException">The message says what is wrong.</exception>
    public void Check()
    {
        if (From is { } from && To is { } to && from >= to)
        {
            throw new CommandException(string.Create(CultureInfo.InvariantCulture, $"--from {from:yyyy-MM-dd} is not before --to {to:yyyy-MM-dd}: --to is the day behind the last one."));
        }

        if (Tables.FirstOrDefault(table => table.StartsWith("pa_", StringComparison.Ordinal)) is { } ofTheSink)
        {
            throw new CommandException($"{ofTheSink} is what the sink delivers to, each event once: nothing is exported into it. fact_event has the same events.");
        }

        if (Tables.FirstOrDefault(table => !SourceDescription.Prefixes.Any(prefix => table.StartsWith(prefix, StringComparison.Ordinal))) is { } other)
        {
            throw new CommandException($"'{other}' cannot be exported: name tables that begin with {string.Join(", ", SourceDescription.Prefixes)}.");
        }

        if (TimeColumn is not null && (Tables.Count != 1 || Tables[0].Contains('*', StringComparison.Ordinal)))
        {
            throw new CommandException("--time-column is the column of one table: name it with --table.");
        }
    }
}
