using Ingest.Sinks.Iceberg.Avro;

namespace Ingest.Sinks.Iceberg.Manifests;

/// <summary>Reads manifest lists of every writer.</summary>
internal static class ManifestListReader
{
    // A manifest of the format's first version has no sequence number; 0 stands for it.
    private const long NoSequenceNumber = 0;

    /// <summary>The manifests of a snapshot.</summary>
    /// <param name="path">Where the list is, for messages.</param>
    /// <param name="bytes">All its bytes.</param>
    /// <exception cref="IcebergException">It is broken.</exception>
    public static IReadOnlyList<ManifestFile> Read(string path, ReadOnlyMemory<byte> bytes) =>
        [.. AvroFileReader.Open(path, bytes).Read().Select(value => Read(RecordFields.Of(path, value)))];

    private static ManifestFile Read(RecordFields fields) => new()
    {
        Path = fields.Required<string>(500),
        Length = fields.Long(501),
        SpecId = fields.Int(502),
        Content = fields.Choice(517, ManifestContent.Data),
        SequenceNumber = fields.OptionalLong(515) ?? NoSequenceNumber,
        MinSequenceNumber = fields.OptionalLong(516) ?? NoSequenceNumber,
        AddedSnapshotId = fields.Long(503),
        AddedFiles = fields.Int(504),
        ExistingFiles = fields.Int(505),
        DeletedFiles = fields.Int(506),
        AddedRows = fields.Long(512),
        ExistingRows = fields.Long(513),
        DeletedRows = fields.Long(514),
        Partitions = ReadSummaries(fields),
        KeyMetadata = fields.Optional<byte[]>(519),
    };

    private static FieldSummary[]? ReadSummaries(RecordFields fields) => fields.Optional<List<object?>>(507) is { } summaries
        ? [.. summaries.Select(summary => ReadSummary(RecordFields.Of(fields.File, summary)))]
        : null;

    private static FieldSummary ReadSummary(RecordFields fields) => new(
        fields.Find(509) as bool? ?? throw fields.Fault(509), fields.Find(518) as bool?, fields.Optional<byte[]>(510), fields.Optional<byte[]>(511));
}
