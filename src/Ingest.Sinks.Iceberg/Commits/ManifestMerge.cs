using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Commits;

/// <summary>
/// Makes one manifest of many small ones. Each flush brings one more, and who plans a query reads them all: 201 took 0.6 s.
/// </summary>
internal sealed class ManifestMerge(SnapshotWriter writer)
{
    private const string CountProperty = "commit.manifest.min-count-to-merge";
    private const string BytesProperty = "commit.manifest.target-size-bytes";

    // Iceberg's own defaults.
    private const int DefaultCount = 100;
    private const int DefaultBytes = 8 * 1024 * 1024;

    private bool _wasTried;

    /// <summary>The manifests of a table, with those that are small as one when there are many; at the first call alone.</summary>
    /// <param name="table">The table.</param>
    /// <param name="manifests">Its manifests.</param>
    /// <param name="snapshotId">The snapshot that they are for.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async Task<IReadOnlyList<ManifestFile>> MergeOnceAsync(
        TableMetadata table, IReadOnlyList<ManifestFile> manifests, long snapshotId, CancellationToken cancellationToken)
    {
        // It takes time, in which others are faster: a commit that is tried again does without.
        if (_wasTried)
        {
            return manifests;
        }

        _wasTried = true;
        var target = Read(table, BytesProperty, DefaultBytes);
        var small = manifests.Where(manifest => IsSmall(table, manifest, target)).ToArray();
        if (small.Length < Read(table, CountProperty, DefaultCount))
        {
            return manifests;
        }

        // The oldest first, and no more than make a whole one.
        var entries = new List<ManifestEntry>();
        var merged = new HashSet<string>(StringComparer.Ordinal);
        var bytes = 0L;
        foreach (var manifest in small.OrderBy(manifest => manifest.SequenceNumber))
        {
            bytes += manifest.Length;
            if (bytes > target)
            {
                break;
            }

            merged.Add(manifest.Path);
            entries.AddRange((await writer.ReadEntriesAsync(table, manifest, cancellationToken))
                .Where(entry => entry.IsLive)
                .Select(entry => entry with { Status = EntryStatus.Existing }));
        }

        var rest = manifests.Where(manifest => !merged.Contains(manifest.Path));
        return entries.Count == 0
            ? [.. rest]
            : [await writer.WriteManifestAsync(table, table.Spec, ManifestContent.Data, entries, snapshotId, cancellationToken), .. rest];
    }

    private static bool IsSmall(TableMetadata table, ManifestFile manifest, long target) =>
        manifest.Content == ManifestContent.Data && manifest.SpecId == table.DefaultSpecId && manifest.Length < target / 2;

    private static int Read(TableMetadata table, string property, int fallback) =>
        TableProperties.NumberOf(table, property) is { } value and > 0 and <= int.MaxValue ? (int)value : fallback;
}
