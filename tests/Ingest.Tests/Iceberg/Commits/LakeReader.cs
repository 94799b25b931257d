using Ingest.Parquet.Columns;
using Ingest.Parquet.Reading;
using Ingest.Sinks.Iceberg;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Commits;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.Tests.Iceberg.Commits;

/// <summary>Reads a table as it is now, file by file, the way its metadata says.</summary>
internal sealed class LakeReader(ICatalog catalog, ILakeStorage storage)
{
    private readonly SnapshotWriter _snapshots = new(storage, TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async Task<LoadedTable> LoadAsync(string table = "pa_events") =>
        await catalog.LoadAsync(new TableName("ingest", table), Cancellation) ?? throw new InvalidOperationException($"There is no table {table}.");

    public async Task<IReadOnlyList<ManifestFile>> ManifestsAsync(string table = "pa_events") =>
        await _snapshots.ReadManifestsAsync((await LoadAsync(table)).Metadata.CurrentSnapshot, Cancellation);

    /// <summary>The data files that readers read.</summary>
    public async Task<IReadOnlyList<DataFile>> FilesAsync(string table = "pa_events")
    {
        var files = new List<DataFile>();
        foreach (var manifest in await ManifestsAsync(table))
        {
            var entries = await _snapshots.ReadEntriesAsync((await LoadAsync(table)).Metadata, manifest, Cancellation);
            files.AddRange(entries.Where(entry => entry.IsLive).Select(entry => entry.File));
        }

        return files;
    }

    /// <summary>The event ids of all rows, those that are there twice twice.</summary>
    public async Task<List<Guid>> EventIdsAsync()
    {
        var ids = new List<Guid>();
        foreach (var file in await FilesAsync())
        {
            using var reader = ParquetReader.Open(await storage.ReadAsync(file.Path, Cancellation));
            var rows = new RecordBatch(reader.Schema);
            for (var group = 0; group < reader.RowGroupCount; group++)
            {
                reader.ReadRowGroup(group, rows);
            }

            Assert.Equal(file.RecordCount, rows.RowCount);
            ids.AddRange(((FixedColumn<Guid>)rows.Columns.Single(column => column.Schema.Name == "event_id")).Values);
        }

        return ids;
    }
}
