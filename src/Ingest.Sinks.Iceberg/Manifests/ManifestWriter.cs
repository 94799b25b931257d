using System.Globalization;
using Ingest.Sinks.Iceberg.Avro;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Manifests;

/// <summary>A manifest in memory.</summary>
/// <param name="File">Its line for a manifest list.</param>
/// <param name="Bytes">What is to be stored at its path.</param>
internal sealed record WrittenManifest(ManifestFile File, byte[] Bytes);

/// <summary>Writes manifests of one schema and one partition spec. Holds their texts: keep it while a table has them, and a commit is cheap.</summary>
internal sealed class ManifestWriter
{
    private readonly PartitionType _partition;
    private readonly PrimitiveShape[] _shapes;
    private readonly string _avroSchema;
    private readonly Dictionary<string, string> _metadata;

    /// <summary>Prepares the texts.</summary>
    /// <param name="schema">The table's current schema.</param>
    /// <param name="partition">The spec of the files, with its types.</param>
    /// <exception cref="IcebergException">A type of a partition value is not known.</exception>
    public ManifestWriter(IcebergSchema schema, PartitionType partition)
    {
        _partition = partition;
        _shapes = [.. partition.Types.Select(PrimitiveShape.Of)];
        _avroSchema = ManifestSchema.Entries(partition);
        _metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["schema"] = TableJson.ToText(schema),
            ["schema-id"] = schema.SchemaId.ToString(CultureInfo.InvariantCulture),
            ["partition-spec"] = TableJson.ToText(partition.Spec.Fields),
            ["partition-spec-id"] = partition.Spec.SpecId.ToString(CultureInfo.InvariantCulture),
            ["format-version"] = TableMetadata.Version.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Writes a manifest.</summary>
    /// <param name="path">Where it will be.</param>
    /// <param name="content">What it lists.</param>
    /// <param name="entries">The files.</param>
    /// <param name="snapshotId">The snapshot that adds the manifest.</param>
    /// <exception cref="ArgumentException">An entry is not of the spec, or lacks what only an added one may leave to the commit.</exception>
    public WrittenManifest Write(string path, ManifestContent content, IReadOnlyList<ManifestEntry> entries, long snapshotId)
    {
        var file = new AvroFileWriter(_avroSchema, MetadataOf(content), AvroCodec.Deflate);
        foreach (var entry in entries)
        {
            Check(entry, content);
            ManifestEntryEncoder.Write(file.Record, entry, _shapes, snapshotId);
            file.EndRecord();
        }

        var bytes = file.Finish();
        var line = new ManifestFile
        {
            Path = path,
            Length = bytes.Length,
            SpecId = _partition.Spec.SpecId,
            Content = content,
            MinSequenceNumber = entries.Where(entry => entry.IsLive).Min(entry => entry.SequenceNumber),
            AddedSnapshotId = snapshotId,
            AddedFiles = Count(EntryStatus.Added),
            ExistingFiles = Count(EntryStatus.Existing),
            DeletedFiles = Count(EntryStatus.Deleted),
            AddedRows = Rows(EntryStatus.Added),
            ExistingRows = Rows(EntryStatus.Existing),
            DeletedRows = Rows(EntryStatus.Deleted),
            Partitions = Summarize(entries),
        };
        return new WrittenManifest(line, bytes);

        int Count(EntryStatus status) => entries.Count(entry => entry.Status == status);
        long Rows(EntryStatus status) => entries.Where(entry => entry.Status == status).Sum(entry => entry.File.RecordCount);
    }

    private Dictionary<string, string> MetadataOf(ManifestContent content) =>
        new(_metadata, StringComparer.Ordinal) { ["content"] = content == ManifestContent.Data ? "data" : "deletes" };

    // All or nothing: readers find a summary by its place, and take one without bounds for a value that no file has.
    private List<FieldSummary>? Summarize(IReadOnlyList<ManifestEntry> entries)
    {
        var fields = new List<FieldSummary>();
        for (var i = 0; i < _shapes.Length; i++)
        {
            var summary = new PartitionSummary(_partition.Types[i]);
            foreach (var entry in entries)
            {
                summary.Add(entry.File.Partition[i]);
            }

            if (summary.ToSummary() is not { } field)
            {
                return null;
            }

            fields.Add(field);
        }

        return fields;
    }

    private void Check(ManifestEntry entry, ManifestContent content)
    {
        var file = entry.File;
        if (file.Partition.Count != _shapes.Length)
        {
            throw new ArgumentException($"The file {file.Path} has {file.Partition.Count} partition values; the spec {_partition.Spec.SpecId} has {_shapes.Length}.", nameof(entry));
        }

        if ((file.Content == FileContent.Data) != (content == ManifestContent.Data))
        {
            throw new ArgumentException($"The file {file.Path} of {file.Content} does not belong into a manifest of {content}.", nameof(entry));
        }

        if (entry.Status != EntryStatus.Added && (entry.SequenceNumber is null || (entry.Status == EntryStatus.Existing && entry.SnapshotId is null)))
        {
            throw new ArgumentException($"The file {file.Path} was there before and has lost its sequence number or its snapshot.", nameof(entry));
        }
    }
}
