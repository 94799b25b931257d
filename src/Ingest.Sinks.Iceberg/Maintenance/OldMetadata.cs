using System.Text.Json;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.Sinks.Iceberg.Maintenance;

/// <summary>
/// The metadata files that a table has left behind: each commit writes one, and the table names the last hundred. The property
/// <c>write.metadata.delete-after-commit.enabled</c> says that the others may go.
/// </summary>
internal static class OldMetadata
{
    /// <summary>How the names of metadata files end.</summary>
    public const string Ending = ".metadata.json";

    // Identity and time are among the first things that a file says.
    private const int HeadBytes = 4096;

    /// <summary>
    /// The files that are certainly of this table and before all that it names. None of other catalogs: a server removes its own, and in the folders of
    /// Hadoop's a version that is gone could be written again by a writer that has slept.
    /// </summary>
    public static async Task<IReadOnlyList<LakeFile>> FindAsync(Lake lake, LoadedTable table, CancellationToken cancellationToken)
    {
        var metadata = table.Metadata;
        var isAllowed = metadata.Properties.GetValueOrDefault(TableProperties.DeletesFormerMetadata)?.Equals("true", StringComparison.OrdinalIgnoreCase) == true;
        if (lake.Options.CatalogType != CatalogType.Jdbc || !isAllowed || metadata.MetadataLog.Count == 0 || metadata.Properties.ContainsKey(TableProperties.MetadataFolder))
        {
            return [];
        }

        var named = metadata.MetadataLog.Select(former => former.MetadataFile).Append(table.MetadataLocation).Select(Reach.NameOf).ToHashSet(StringComparer.Ordinal);
        var oldestMs = metadata.MetadataLog.Min(former => former.TimestampMs);
        List<LakeFile> found = [];
        await foreach (var file in lake.Storage.ListAsync($"{metadata.Location}/metadata", cancellationToken))
        {
            if (file.Location.EndsWith(Ending, StringComparison.Ordinal) && !named.Contains(Reach.NameOf(file.Location))
                && await ReadHeadAsync(lake.Storage, file.Location, cancellationToken) is var (uuid, updatedMs)
                && uuid == metadata.TableUuid && updatedMs < oldestMs)
            {
                found.Add(file);
            }
        }

        return found;
    }

    // Null: it does not say so at its beginning, or it has gone.
    private static async Task<(Guid Uuid, long UpdatedMs)?> ReadHeadAsync(ILakeStorage storage, string location, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await storage.OpenReadAsync(location, cancellationToken);
            var head = new byte[HeadBytes];
            return Parse(head.AsSpan(0, await stream.ReadAtLeastAsync(head, HeadBytes, throwOnEndOfStream: false, cancellationToken)));
        }
        catch (LakeFileNotFoundException)
        {
            return null;
        }
        catch (IOException fault)
        {
            throw LakeFaults.OfDisk(location, "read", fault);
        }
    }

    /// <summary>Identity and time of the metadata that begins so; null when it does not say.</summary>
    internal static (Guid Uuid, long UpdatedMs)? Parse(ReadOnlySpan<byte> head)
    {
        Guid? uuid = null;
        long? updatedMs = null;
        try
        {
            var reader = new Utf8JsonReader(head, isFinalBlock: false, default);
            while ((uuid is null || updatedMs is null) && reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
                {
                    continue;
                }

                var isUuid = reader.ValueTextEquals("table-uuid");
                var isUpdated = reader.ValueTextEquals("last-updated-ms");
                if (!reader.Read())
                {
                    return null;
                }

                uuid = isUuid && reader.TokenType == JsonTokenType.String && Guid.TryParse(reader.GetString(), out var id) ? id : uuid;
                updatedMs = isUpdated && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var time) ? time : updatedMs;
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return uuid is { } found && updatedMs is { } at ? (found, at) : null;
    }
}
