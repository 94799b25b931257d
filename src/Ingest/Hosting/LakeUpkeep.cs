using Ingest.Sinks.Iceberg;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Maintenance;

namespace Ingest.Hosting;

/// <summary>
/// Looks after the lake's tables in the background: compaction, expiry and the removal of orphans, one after another and one table after another. Commits
/// beside the sink as any other writer does, and never waits for it nor lets it wait.
/// </summary>
internal sealed partial class LakeUpkeep(Lake lake, TimeSpan interval, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _disposed = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Begins; the first round comes after one interval.</summary>
    /// <param name="stop">Ends it, whatever it is at.</param>
    public void Start(CancellationToken stop) => _running = Task.Run(() => RunAsync(stop), CancellationToken.None);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        await _running;
        _disposed.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, _disposed.Token);
        while (!either.IsCancellationRequested)
        {
            await Task.Delay(interval, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var name in MaintainedTables.Names)
            {
                await GuardAsync(name, either.Token);
            }
        }
    }

    // Whatever fails: the next round may find it mended.
    private async Task GuardAsync(string name, CancellationToken stop)
    {
        try
        {
            stop.ThrowIfCancellationRequested();
            await MaintainAsync(name, stop);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception fault)
        {
            LogFailed(logger, fault is IcebergException or Sinks.Iceberg.Storage.LakeStorageException ? null : fault, name, interval, fault.Message);
        }
    }

    private async Task MaintainAsync(string name, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        if (await MaintainedTables.LoadAsync(lake, name, stop) is not { } table)
        {
            return;
        }

        var compacted = await new Compaction(lake, time).RunAsync(table, new CompactionOptions(), progress: null, stop);
        table = await AgainAsync(table, stop);
        var expired = await new Expiry(lake, time).RunAsync(table, new ExpiryOptions(), progress: null, stop);
        var search = new OrphanSearch(lake, time);
        var orphans = await search.FindAsync(await AgainAsync(table, stop), OrphanSearch.OlderThanDefault, stop);
        await search.RemoveAsync(orphans, progress: null, stop);
        LogCompacted(logger, name, compacted.FilesBefore, compacted.FilesAfter, compacted.GroupsGivenUp, compacted.LeftOut.Count);
        LogRemoved(
            logger, name, expired.Snapshots.Count, expired.DataFiles + expired.ManifestFiles + expired.MetadataFiles, orphans.Files.Count, time.GetElapsedTime(started));
    }

    private async Task<LoadedTable> AgainAsync(LoadedTable table, CancellationToken stop) => await lake.Catalog.LoadAsync(table.Name, stop) ?? table;

    [LoggerMessage(Level = LogLevel.Information, Message = "Maintenance of {Table}: {Before} files became {After}; {GivenUp} groups given up, {LeftOut} files left as they are")]
    private static partial void LogCompacted(ILogger logger, string table, int before, int after, int givenUp, int leftOut);

    [LoggerMessage(Level = LogLevel.Information, Message = "Maintenance of {Table}: {Snapshots} snapshots expired, {Files} files with them; {Orphans} orphans removed; all in {Elapsed}")]
    private static partial void LogRemoved(ILogger logger, string table, int snapshots, int files, int orphans, TimeSpan elapsed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The maintenance of the lake's table {Table} has failed, next try in {Interval}: {Fault}")]
    private static partial void LogFailed(ILogger logger, Exception? exception, string table, TimeSpan interval, string fault);
}
