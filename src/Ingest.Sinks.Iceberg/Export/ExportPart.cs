using System.Globalization;
using Ingest.Sinks.Iceberg.Manifests;

namespace Ingest.Sinks.Iceberg.Export;

/// <summary>What is replaced at once: a day of a table, or all of a table that has no days.</summary>
/// <param name="Day">The day, UTC; null for all.</param>
public readonly record struct ExportPart(DateOnly? Day)
{
    private const string Format = "yyyy-MM-dd";

    private static readonly DateOnly Epoch = new(1970, 1, 1);

    /// <summary>All of a table.</summary>
    public static ExportPart Whole { get; }

    /// <summary>Days since 1970-01-01; 0 for all of a table.</summary>
    public int Number => Day is { } day ? day.DayNumber - Epoch.DayNumber : 0;

    /// <summary>The day as a date, or <c>all</c>.</summary>
    public override string ToString() => Day?.ToString(Format, CultureInfo.InvariantCulture) ?? "all";

    /// <summary>A day by its number.</summary>
    public static ExportPart OfDay(int number) => new(Epoch.AddDays(number));

    /// <summary>The part by its name; null for a name that is none.</summary>
    internal static ExportPart? TryParse(string name) =>
        name == "all" ? Whole
        : DateOnly.TryParseExact(name, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new ExportPart(day) : null;

    /// <summary>The values that the rows of its files have in common.</summary>
    internal object?[] Partition => Day is null ? [] : [Number];

    /// <summary>The part that a file of an exported table belongs to.</summary>
    internal static ExportPart Of(DataFile file) => file.Partition is [int day] ? OfDay(day) : Whole;

    /// <summary>False when no file of a manifest can belong to it.</summary>
    internal bool MayBeIn(ManifestFile manifest) =>
        manifest.Content == ManifestContent.Data
        && (Day is null || manifest.Partitions is not [{ LowerBound: { } lower, UpperBound: { } upper }]
            || (DayOf(lower) <= Number && Number <= DayOf(upper)));

    private static int DayOf(byte[] bound) => (int)SingleValue.FromBytes(Metadata.IcebergType.Date, bound);
}
