using System.Globalization;
using Ingest.Core.Sinks;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Commits;

/// <summary>How much of a log's records a table has.</summary>
internal enum RangeState
{
    /// <summary>None of the range.</summary>
    Missing,

    /// <summary>All of it.</summary>
    There,

    /// <summary>A first part of it: to be told apart by halves.</summary>
    PartlyThere,
}

/// <summary>
/// How far a table has a log's records: a property for each log, changed by the same commit that adds the records. Unlike the summary of the
/// snapshot, which names the range too, it outlives the snapshot.
/// </summary>
internal static class Watermark
{
    private const string Prefix = "ingest.delivered.";

    /// <summary>Which part of a range a table has.</summary>
    public static RangeState StateOf(TableMetadata table, LogRange range)
    {
        var delivered = Read(table, range.LogId);
        return delivered >= range.End ? RangeState.There : delivered > range.Begin ? RangeState.PartlyThere : RangeState.Missing;
    }

    /// <summary>The change that says so for a range.</summary>
    public static SetProperties Passing(LogRange range) =>
        new(new Dictionary<string, string>(StringComparer.Ordinal) { [NameOf(range.LogId)] = range.End.ToString(CultureInfo.InvariantCulture) });

    /// <summary>The address in a log up to which a table has its records; 0 when it has none.</summary>
    /// <exception cref="IcebergException">The property is not a number.</exception>
    public static long Read(TableMetadata table, Guid logId) =>
        !table.Properties.TryGetValue(NameOf(logId), out var text) ? 0
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var address) ? address
        : throw new IcebergException(
            $"The property {NameOf(logId)} of the table at {table.Location} is '{text}' and must be a number: set it back to what a former metadata file says.");

    /// <summary>How far a table has each log's records: identity of the log, and address.</summary>
    public static IReadOnlyDictionary<string, string> All(TableMetadata table) => table.Properties
        .Where(property => property.Key.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(property => property.Key[Prefix.Length..], property => property.Value, StringComparer.Ordinal);

    private static string NameOf(Guid logId) => $"{Prefix}{logId:N}";
}
