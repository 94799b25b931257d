using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Commits;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Sinks.Iceberg.Tables;

namespace Ingest.Sinks.Iceberg.Export;

/// <summary>What a part has in the lake after it was replaced.</summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Files">Number of files.</param>
/// <param name="Bytes">Their length.</param>
public sealed record ExportedPart(long Rows, int Files, long Bytes);

/// <summary>A table of the lake that is a copy, part by part: each part is replaced by one commit, or is as it was.</summary>
/// <remarks>One caller at a time. Others, in other processes too, may export into the same table: whoever comes last has replaced the part.</remarks>
public sealed class ExportedTable
{
    // What the sink delivers exactly once must not be replaced by what a query says.
    private static readonly string[] OfTheSink = [PaEvents.Name, PaSessions.Name];

    private readonly Lake _lake;
    private readonly ExportDefinition _definition;
    private readonly TableName _name;
    private readonly TableCommitter _committer;
    private readonly SnapshotWriter _snapshots;
    private LoadedTable? _loaded;
    private Dictionary<ExportPart, long> _rows = [];
    private Dictionary<ExportPart, ExportMark> _marks = [];

    private ExportedTable(Lake lake, ExportDefinition definition, TimeProvider time)
    {
        (_lake, _definition) = (lake, definition);
        _name = new TableName(lake.Options.Namespace, definition.Table);
        _committer = new TableCommitter(lake.Catalog, lake.Storage, time);
        _snapshots = new SnapshotWriter(lake.Storage, time);
    }

    /// <summary>The parts that the lake has.</summary>
    public IReadOnlyCollection<ExportPart> Parts => _rows.Keys;

    /// <summary>Looks at what the lake has of a table. Nothing is created or changed.</summary>
    /// <exception cref="IcebergException">The catalog cannot be asked, or there is a table of this name that must not be exported to.</exception>
    public static async Task<ExportedTable> OpenAsync(Lake lake, ExportDefinition definition, TimeProvider time, CancellationToken cancellationToken)
    {
        if (OfTheSink.Contains(definition.Table))
        {
            throw new IcebergException($"{definition.Table} is what the sink delivers to: nothing is exported into it. Its parts that are missing come from the log.");
        }

        var table = new ExportedTable(lake, definition, time);
        if (await lake.Catalog.LoadAsync(table._name, cancellationToken) is { } loaded)
        {
            ExportCheck.Require(loaded, definition);
            table._loaded = loaded;
            table._marks = ExportMark.ReadAll(loaded.Metadata.Properties);
            table._rows = await table.CountAsync(loaded.Metadata, cancellationToken);
        }

        return table;
    }

    /// <summary>True when the lake has all of a part as its source has it now.</summary>
    public bool Has(ExportPart part, ExportMark mark) => mark.Rows == 0
        ? !_rows.ContainsKey(part)
        // Who rolls a table back, or deletes rows, leaves the property as it is.
        : _marks.GetValueOrDefault(part) == mark && _rows.GetValueOrDefault(part) == mark.Rows;

    /// <summary>Replaces a part by what its source has. The table is created at the first need, and gets the columns that it lacks.</summary>
    /// <exception cref="IcebergException">The table cannot be changed.</exception>
    public async Task<ExportedPart> ReplaceAsync(ExportPart part, IExportRows rows, CancellationToken cancellationToken)
    {
        // Step 1: a table that has the columns.
        var table = new LakeTable(_name, _definition.ToTable(), _lake.Catalog, _committer);
        _loaded = await table.LoadAsync(cancellationToken);
        ExportCheck.Require(_loaded, _definition);

        // Step 2: the files. A process that dies leaves those that it has written to maintenance.
        var schema = FileSchema.Of(_loaded.Metadata.Schema, table.IsWritten);
        var files = await new ExportFileWriter(_lake.Storage, _lake.Options.ToParquet()).WriteAsync(_loaded.Metadata, schema, part, rows, cancellationToken);

        // Step 3: the commit, which removes the files before, adds these and notes what they are made of.
        var replacement = new Replacement(_snapshots, _definition.Source, part, files, rows.Mark);
        _loaded = await _committer.CommitAsync(_loaded, replacement.PlanAsync, cancellationToken);
        return new ExportedPart(files.Sum(file => file.RecordCount), files.Count, files.Sum(file => file.FileSize));
    }

    private async Task<Dictionary<ExportPart, long>> CountAsync(TableMetadata metadata, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<ExportPart, long>();
        foreach (var manifest in await _snapshots.ReadManifestsAsync(metadata.CurrentSnapshot, cancellationToken))
        {
            if (manifest.Content == ManifestContent.Data)
            {
                foreach (var entry in (await _snapshots.ReadEntriesAsync(metadata, manifest, cancellationToken)).Where(entry => entry.IsLive))
                {
                    var part = ExportPart.Of(entry.File);
                    rows[part] = rows.GetValueOrDefault(part) + entry.File.RecordCount;
                }
            }
        }

        return rows;
    }
}
