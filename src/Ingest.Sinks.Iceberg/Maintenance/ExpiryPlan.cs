using System.Text.Json;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Maintenance;

/// <summary>Which snapshots an expiry keeps.</summary>
public sealed record ExpiryOptions
{
    /// <summary>Age of those that may go. Null: the table's <c>history.expire.max-snapshot-age-ms</c>, else 5 days.</summary>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>Snapshots of each branch that stay however old they are. Null: the table's <c>history.expire.min-snapshots-to-keep</c>, else 10.</summary>
    public int? Keep { get; init; }

    /// <summary>True to change nothing and only say what would be done.</summary>
    public bool IsDryRun { get; init; }
}

/// <summary>Chooses the snapshots that nobody needs any more.</summary>
internal static class ExpiryPlan
{
    private const string AgeProperty = "history.expire.max-snapshot-age-ms";
    private const string KeepProperty = "history.expire.min-snapshots-to-keep";
    private const int DefaultKeep = 10;
    private static readonly TimeSpan DefaultAge = TimeSpan.FromDays(5);

    /// <summary>
    /// The numbers of the snapshots that may go: never the current one, nor one that a name stands for, nor the latest of each branch. A branch that asks
    /// for more is given more.
    /// </summary>
    public static IReadOnlyList<long> Of(TableMetadata table, ExpiryOptions options, DateTimeOffset now)
    {
        var age = options.OlderThan?.TotalMilliseconds ?? TableProperties.NumberOf(table, AgeProperty) ?? DefaultAge.TotalMilliseconds;
        var keep = options.Keep ?? TableProperties.NumberOf(table, KeepProperty) ?? DefaultKeep;
        var nowMs = now.ToUnixTimeMilliseconds();
        var kept = table.Refs.Values.Select(named => named.SnapshotId).ToHashSet();
        if (table.CurrentSnapshotId is { } current)
        {
            kept.Add(current);
        }

        foreach (var branch in table.Refs.Values.Where(named => named.Type == "branch"))
        {
            var branchKeep = Math.Max(keep, Word(branch, "min-snapshots-to-keep"));
            var branchAge = Math.Max(age, Word(branch, "max-snapshot-age-ms"));
            kept.UnionWith(Ancestry(table, branch.SnapshotId)
                .Where((snapshot, index) => index < branchKeep || nowMs - snapshot.TimestampMs <= branchAge)
                .Select(snapshot => snapshot.SnapshotId));
        }

        return [.. table.Snapshots.Where(snapshot => !kept.Contains(snapshot.SnapshotId) && nowMs - snapshot.TimestampMs > age).Select(snapshot => snapshot.SnapshotId)];
    }

    // As far back as it is kept. A snapshot that claims to be its own ancestor must not hold us up.
    private static IEnumerable<Snapshot> Ancestry(TableMetadata table, long id)
    {
        var byId = table.Snapshots.ToDictionary(snapshot => snapshot.SnapshotId);
        for (long? next = id; next is { } number && byId.Remove(number, out var snapshot); next = snapshot.ParentSnapshotId)
        {
            yield return snapshot;
        }
    }

    private static long Word(SnapshotRef branch, string name) =>
        branch.Others?.TryGetValue(name, out var value) == true && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;
}
