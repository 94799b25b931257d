using System.Globalization;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Commits;

/// <summary>The counts of a snapshot's summary (Iceberg specification, Optional Snapshot Summary Fields).</summary>
internal static class SnapshotTotals
{
    private const string FilesSize = "files-size";

    /// <summary>The summary of a snapshot that adds files and removes some.</summary>
    /// <param name="operation"><c>append</c> or <c>replace</c>.</param>
    /// <param name="parent">The snapshot before; null for the first.</param>
    /// <param name="added">New files.</param>
    /// <param name="removed">Files that are gone.</param>
    /// <param name="words">The writer's own words.</param>
    public static Dictionary<string, string> Summarize(
        string operation, Snapshot? parent, IReadOnlyList<DataFile> added, IReadOnlyList<DataFile> removed, IEnumerable<KeyValuePair<string, string>> words)
    {
        var summary = new Dictionary<string, string>(StringComparer.Ordinal) { ["operation"] = operation };
        foreach (var (name, value) in words)
        {
            summary[name] = value;
        }

        void Put(string name, long value) => summary[name] = value.ToString(CultureInfo.InvariantCulture);
        void Count(string name, Func<DataFile, long> measure)
        {
            Put($"added-{name}", added.Sum(measure));
            if (removed.Count > 0)
            {
                Put($"{(name == FilesSize ? "removed" : "deleted")}-{name}", removed.Sum(measure));
            }

            Put($"total-{name}", TotalOf(parent, $"total-{name}") + added.Sum(measure) - removed.Sum(measure));
        }

        Count("data-files", _ => 1);
        Count("records", file => file.RecordCount);
        Count(FilesSize, file => file.FileSize);
        Put("changed-partition-count", added.Concat(removed).DistinctBy(file => string.Join('/', file.Partition)).Count());
        foreach (var untouched in (ReadOnlySpan<string>)["total-delete-files", "total-position-deletes", "total-equality-deletes"])
        {
            Put(untouched, TotalOf(parent, untouched));
        }

        return summary;
    }


    private static long TotalOf(Snapshot? parent, string name) =>
        parent is not null && parent.Summary.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var total) ? total : 0;
}
