using Ingest.Parquet;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Compression;
using Ingest.Parquet.Reading;
using Ingest.Parquet.Schema;
using Ingest.Parquet.Writing;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Commits;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Sinks.Iceberg.Tables;

namespace Ingest.Sinks.Iceberg.Maintenance;

/// <summary>Something that is wrong with a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="What">What is wrong.</param>
public sealed record FileFault(string Path, string What);

/// <summary>What a verification has found.</summary>
/// <param name="Files">Files that were read.</param>
/// <param name="FilesOfAll">Files that the table has.</param>
/// <param name="Rows">Rows that were read.</param>
/// <param name="Bytes">Bytes of the files that were read.</param>
/// <param name="Faults">What is wrong.</param>
public sealed record VerificationReport(int Files, int FilesOfAll, long Rows, long Bytes, IReadOnlyList<FileFault> Faults);

/// <summary>
/// Reads data files again, and holds what their manifests say against every value: rows, counts, bounds and partitions. Checksums are the Parquet reader's.
/// In memory are one file, one row group of it and one manifest.
/// </summary>
/// <param name="lake">The lake.</param>
/// <param name="time">The clock.</param>
public sealed class Verification(Lake lake, TimeProvider time)
{
    private readonly SnapshotWriter _snapshots = new(lake.Storage, time);

    /// <summary>Verifies the current snapshot of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="sample">Read only so many files, chosen at random; null for all.</param>
    /// <param name="progress">Told the files that are read, and those of all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IcebergException">A manifest cannot be read, or the table has columns that this program does not know.</exception>
    /// <exception cref="Storage.LakeStorageException">The storage failed.</exception>
    public async Task<VerificationReport> RunAsync(LoadedTable table, int? sample, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        var metadata = table.Metadata;
        var manifests = (await _snapshots.ReadManifestsAsync(metadata.CurrentSnapshot, cancellationToken)).Where(manifest => manifest.Content == ManifestContent.Data).ToArray();
        var all = manifests.Sum(manifest => manifest.AddedFiles + manifest.ExistingFiles);
        var chosen = Choose(all, sample);

        // A column that must have a value is read as one that may: that it has none is what is looked for.
        var schema = FileSchema.Of(table.Metadata.Schema, _ => true);
        schema = schema with { Columns = [.. schema.Columns.Select(column => column with { IsRequired = false })] };
        List<FileFault> faults = [];
        var (number, files, rows, bytes) = (0, 0, 0L, 0L);
        foreach (var manifest in manifests)
        {
            foreach (var file in (await _snapshots.ReadEntriesAsync(metadata, manifest, cancellationToken)).Where(entry => entry.IsLive).Select(entry => entry.File))
            {
                if (chosen?.Contains(number++) == false)
                {
                    continue;
                }

                var found = await VerifyAsync(metadata, schema, (file, manifest.SpecId), cancellationToken);
                faults.AddRange(found.Select(what => new FileFault(file.Path, what)));
                (files, rows, bytes) = (files + 1, rows + file.RecordCount, bytes + file.FileSize);
                progress?.Invoke(files, chosen?.Count ?? all);
            }
        }

        return new VerificationReport(files, all, rows, bytes, faults);
    }

    // Null: all of them.
    private static HashSet<int>? Choose(int all, int? sample)
    {
        if (sample is not { } count || count >= all)
        {
            return null;
        }

        var numbers = Enumerable.Range(0, all).ToArray();
        Random.Shared.Shuffle(numbers);
        return [.. numbers.AsSpan(0, count)];
    }

    private async Task<IReadOnlyList<string>> VerifyAsync(TableMetadata table, RecordSchema schema, (DataFile File, int SpecId) live, CancellationToken cancellationToken)
    {
        var file = live.File;
        if (!file.Format.Equals("PARQUET", StringComparison.OrdinalIgnoreCase))
        {
            return [$"it is of the format {file.Format}, which this program does not read"];
        }

        try
        {
            var found = await ReadAsync(file, schema, cancellationToken);
            var required = table.Schema.Fields.Where(column => column.Required && found.Leaves.TryGetValue(column.Id, out var leaf) && leaf.NullCount > 0);
            return
            [
                .. required.Select(column => $"the column {column.Name} has rows without a value, and must not"),
                .. FileCheck.Faults(table, table.PartitionSpecs.First(spec => spec.SpecId == live.SpecId), file, found),
            ];
        }
        catch (DamagedFileException damaged)
        {
            return [damaged.What];
        }
        catch (ParquetException damaged)
        {
            return [damaged.Message];
        }
    }

    // The writer counts and bounds what it is given: what it writes goes nowhere.
    private async Task<ParquetFile> ReadAsync(DataFile file, RecordSchema schema, CancellationToken cancellationToken)
    {
        using var reader = ParquetReader.Open(await WholeFile.ReadAsync(lake.Storage, file, cancellationToken));
        using var counting = new ParquetWriter(Stream.Null, schema, new ParquetOptions { Compression = ParquetCompression.None });
        var batch = new RecordBatch(schema);
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            batch.Clear();
            reader.ReadRowGroup(group, batch);
            await counting.WriteAsync(batch, 0, batch.RowCount, cancellationToken);
        }

        return await counting.FinishAsync(cancellationToken);
    }
}
