using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Commits;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Maintenance;

/// <summary>
/// Makes few files of many small ones, each in the table's order, beside whoever else writes. Rows stay the same, and so does the table's note of what it
/// has of each log. The files that were there before stay until their snapshots expire.
/// </summary>
/// <param name="lake">The lake.</param>
/// <param name="time">The clock.</param>
public sealed class Compaction(Lake lake, TimeProvider time)
{
    // Small partitions share a commit, since each costs every reader a snapshot; a commit that comes to nothing has not cost more than this.
    private const int GroupsOfCommit = 100;
    private const long BytesOfCommit = 1L << 30;

    private readonly TableCommitter _committer = new(lake.Catalog, lake.Storage, time);
    private readonly SnapshotWriter _snapshots = new(lake.Storage, time);

    /// <summary>Compacts a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="options">What is rewritten.</param>
    /// <param name="progress">Told the bytes that are done, and those of all.</param>
    /// <param name="cancellationToken">Ends it; what was committed stays.</param>
    /// <exception cref="IcebergException">The table cannot be changed: it has what this program does not write, or others were faster at every try.</exception>
    /// <exception cref="Storage.LakeStorageException">The storage failed.</exception>
    public async Task<CompactionReport> RunAsync(
        LoadedTable table, CompactionOptions options, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        if (options.FilesMin < 2)
        {
            throw new ArgumentException("One file is as few as there can be: FilesMin is 2 at least.", nameof(options));
        }

        var limits = CompactionLimits.Of(table.Metadata, options.FilesMin);
        var files = await SnapshotFiles.ReadAsync(_snapshots, table.Metadata, table.Metadata.CurrentSnapshot, cancellationToken);
        var plan = CompactionPlan.Of(table.Metadata, files, limits);
        if (options.IsDryRun)
        {
            return Add(new CompactionReport { LeftOut = plan.LeftOut }, plan.Groups.Select(group => new Rewrite(group.Sources, [], table.Metadata.Spec)));
        }

        var report = new CompactionReport { LeftOut = plan.LeftOut };
        var rewriter = plan.Groups.Count == 0 ? null : new Rewriter(lake.Storage, lake.Options.ToParquet(), table.Metadata);
        List<Rewrite> pending = [];
        var (done, all) = (0L, plan.Groups.Sum(group => group.Bytes));
        try
        {
            foreach (var group in plan.Groups)
            {
                var (rewrite, leftOut) = await RewriteAsync(rewriter!, group, limits, cancellationToken);
                pending.AddRange(rewrite is null ? [] : [rewrite]);
                report = report with { LeftOut = [.. report.LeftOut, .. leftOut] };
                done += group.Bytes;
                progress?.Invoke(done, all);
                if (pending.Count >= GroupsOfCommit || pending.Sum(one => one.Sources.Sum(source => source.File.FileSize)) >= BytesOfCommit)
                {
                    (table, report) = await CommitAsync(table, pending, report, cancellationToken);
                }
            }

            return pending.Count == 0 ? report : (await CommitAsync(table, pending, report, cancellationToken)).Report;
        }
        finally
        {
            // Those that no commit was tried with.
            await RemoveAsync(pending);
        }
    }

    // A file that cannot be read is left out, and the others are done without it: each round has one less.
    private static async Task<(Rewrite? Rewrite, IReadOnlyList<LeftOut> LeftOut)> RewriteAsync(
        Rewriter rewriter, CompactionGroup group, CompactionLimits limits, CancellationToken cancellationToken)
    {
        List<LeftOut> leftOut = [];
        while (group.Sources.Count > 1)
        {
            try
            {
                return (await rewriter.RewriteAsync(group, limits, cancellationToken), leftOut);
            }
            catch (DamagedFileException damaged)
            {
                leftOut.Add(new LeftOut(damaged.Path, damaged.What));
                group = new CompactionGroup([.. group.Sources.Where(source => source.File.Path != damaged.Path)]);
            }
        }

        return (null, leftOut);
    }

    private async Task<(LoadedTable Table, CompactionReport Report)> CommitAsync(
        LoadedTable table, List<Rewrite> pending, CompactionReport report, CancellationToken cancellationToken)
    {
        // From the first try on nobody but the table says which files it has: what fails here leaves them to the search for orphans.
        Rewrite[] rewrites = [.. pending];
        pending.Clear();
        var replace = new ReplaceFiles(_snapshots, rewrites);
        var changed = await _committer.CommitAsync(table, replace.PlanAsync, cancellationToken);
        if (replace.CommittedIn(changed.Metadata) is not { } committed)
        {
            return (changed, Add(report, rewrites) with { Snapshots = report.Snapshots + 1 });
        }

        await RemoveAsync([.. rewrites.Except(committed)]);
        return (changed, Add(report, committed) with
        {
            Snapshots = report.Snapshots + (committed.Count > 0 ? 1 : 0),
            GroupsGivenUp = report.GroupsGivenUp + rewrites.Length - committed.Count,
        });
    }

    private async Task RemoveAsync(IReadOnlyCollection<Rewrite> rewrites)
    {
        string[] files = [.. rewrites.SelectMany(rewrite => rewrite.Written).Select(file => file.Path)];
        if (files.Length > 0)
        {
            await lake.Storage.DeleteAsync(files, CancellationToken.None);
        }
    }

    private static CompactionReport Add(CompactionReport report, IEnumerable<Rewrite> rewrites) => rewrites.Aggregate(report, (sum, rewrite) => sum with
    {
        Groups = sum.Groups + 1,
        FilesBefore = sum.FilesBefore + rewrite.Sources.Count,
        BytesBefore = sum.BytesBefore + rewrite.Sources.Sum(source => source.File.FileSize),
        FilesAfter = sum.FilesAfter + rewrite.Written.Count,
        BytesAfter = sum.BytesAfter + rewrite.Written.Sum(file => file.FileSize),
        Rows = sum.Rows + rewrite.Sources.Sum(source => source.File.RecordCount),
    });
}
