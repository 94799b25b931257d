using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.Sinks.Iceberg.Commits;

/// <summary>Brings changes into a table that others change too.</summary>
/// <remarks>
/// Each try:
/// 1. the changes are planned on the table as it is now; a plan may find that nothing is left to do;
/// 2. the catalog makes them, if the table is still the same;
/// 3. whatever it says else, the table is loaded again and looked through for the own snapshot: a proxy that has repeated the request is told of a
///    conflict with itself;
/// 4. it is not there. After a conflict what the try has written is removed. After an unknown outcome it may still come: what was written stays, and
///    the next try cannot pass beside it, since only one of the two finds the table as it was planned on;
/// 5. after a wait the table is loaded once more, and may have the own snapshot by now.
/// </remarks>
internal sealed class TableCommitter(ICatalog catalog, ILakeStorage storage, TimeProvider time)
{
    /// <summary>Commits what <paramref name="plan"/> makes of the table; returns the table after it, or as it is when there is nothing left to do.</summary>
    /// <exception cref="CommitFailedException">Others were faster at every try, or nobody says what became of one.</exception>
    /// <exception cref="CatalogException">The catalog cannot be asked, or refuses.</exception>
    public async Task<LoadedTable> CommitAsync(
        LoadedTable table, Func<LoadedTable, CancellationToken, Task<CommitPlan?>> plan, CancellationToken cancellationToken)
    {
        for (var retry = 0; ; retry++)
        {
            // Step 1: what is to be changed.
            if (await plan(table, cancellationToken) is not { } planned)
            {
                return table;
            }

            // Step 2: change it.
            var result = await catalog.CommitAsync(table, planned.Changes, cancellationToken);
            if (result is { Kind: CommitKind.Committed, Table: { } changed })
            {
                return changed;
            }

            // Step 3: find out.
            table = await LoadAgainAsync(table.Name, cancellationToken);
            if (Has(table, planned))
            {
                return table;
            }

            // Step 4: somebody was faster, or the commit is still on its way.
            if (result.Kind == CommitKind.Conflict)
            {
                await TryRemoveAsync(planned.OwnFiles, cancellationToken);
            }

            var retries = CommitRetries.Of(table.Metadata);
            if (retry >= retries.Retries)
            {
                throw new CommitFailedException($"The table {table.Name} could not be changed in {retry + 1} tries: {result.Error}");
            }

            await Task.Delay(retries.WaitBefore(retry), time, cancellationToken);

            // Others go on meanwhile: what was loaded before the wait is a conflict for certain beside a writer that commits all the time.
            table = await LoadAgainAsync(table.Name, cancellationToken);
            if (Has(table, planned))
            {
                return table;
            }
        }
    }

    private static bool Has(LoadedTable table, CommitPlan planned) =>
        planned.SnapshotId is { } own && table.Metadata.FindSnapshot(own) is not null;

    // What is left over does no harm, and is for maintenance.
    private async Task<bool> TryRemoveAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        try
        {
            await storage.DeleteAsync(files, cancellationToken);
            return true;
        }
        catch (LakeStorageException)
        {
            return false;
        }
    }

    private async Task<LoadedTable> LoadAgainAsync(TableName table, CancellationToken cancellationToken) =>
        await catalog.LoadAsync(table, cancellationToken)
        ?? throw new CommitFailedException($"The table {table} was there and is gone. Remedy: create it again by a restart, or register its last metadata in the catalog.");
}
