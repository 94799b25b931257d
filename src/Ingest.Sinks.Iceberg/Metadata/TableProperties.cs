using System.Globalization;

namespace Ingest.Sinks.Iceberg.Metadata;

/// <summary>Properties of a table that more than one part of this program heeds (Iceberg documentation, Table Properties).</summary>
internal static class TableProperties
{
    /// <summary>Where metadata files are; without it below the table's location.</summary>
    public const string MetadataFolder = "write.metadata.path";

    /// <summary>Whether former metadata files go that the table does not name any more.</summary>
    public const string DeletesFormerMetadata = "write.metadata.delete-after-commit.enabled";

    /// <summary>A property that is a whole number, without a sign; null when it is missing or none.</summary>
    public static long? NumberOf(TableMetadata table, string property) =>
        table.Properties.TryGetValue(property, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
