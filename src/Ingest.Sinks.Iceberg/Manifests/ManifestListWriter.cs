using System.Globalization;
using Ingest.Sinks.Iceberg.Avro;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Manifests;

/// <summary>Writes manifest lists. An attempt to commit needs a new one; the manifests stay.</summary>
internal static class ManifestListWriter
{
    /// <summary>A manifest list's bytes. Manifests without a sequence number get the commit's.</summary>
    /// <param name="snapshotId">The snapshot.</param>
    /// <param name="parentSnapshotId">The one before it; null for the first.</param>
    /// <param name="sequenceNumber">The commit's sequence number.</param>
    /// <param name="manifests">The manifests.</param>
    /// <exception cref="ArgumentException">A manifest of another snapshot has no sequence number.</exception>
    public static byte[] Write(long snapshotId, long? parentSnapshotId, long sequenceNumber, IEnumerable<ManifestFile> manifests)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["snapshot-id"] = snapshotId.ToString(CultureInfo.InvariantCulture),
            ["parent-snapshot-id"] = parentSnapshotId?.ToString(CultureInfo.InvariantCulture) ?? "null",
            ["sequence-number"] = sequenceNumber.ToString(CultureInfo.InvariantCulture),
            ["format-version"] = TableMetadata.Version.ToString(CultureInfo.InvariantCulture),
        };
        var file = new AvroFileWriter(ManifestSchema.List, metadata, AvroCodec.Deflate);
        foreach (var manifest in manifests)
        {
            if ((manifest.SequenceNumber is null || manifest.MinSequenceNumber is null) && manifest.AddedSnapshotId != snapshotId)
            {
                throw new ArgumentException($"The manifest {manifest.Path} of the snapshot {manifest.AddedSnapshotId} has no sequence number.", nameof(manifests));
            }

            Write(file.Record, manifest, sequenceNumber);
            file.EndRecord();
        }

        return file.Finish();
    }

    private static void Write(AvroEncoder encoder, ManifestFile manifest, long sequenceNumber)
    {
        encoder.WriteString(manifest.Path);
        encoder.WriteLong(manifest.Length);
        encoder.WriteLong(manifest.SpecId);
        encoder.WriteLong((int)manifest.Content);
        encoder.WriteLong(manifest.SequenceNumber ?? sequenceNumber);
        encoder.WriteLong(manifest.MinSequenceNumber ?? sequenceNumber);
        encoder.WriteLong(manifest.AddedSnapshotId);
        encoder.WriteLong(manifest.AddedFiles);
        encoder.WriteLong(manifest.ExistingFiles);
        encoder.WriteLong(manifest.DeletedFiles);
        encoder.WriteLong(manifest.AddedRows);
        encoder.WriteLong(manifest.ExistingRows);
        encoder.WriteLong(manifest.DeletedRows);
        if (encoder.WriteOption(manifest.Partitions is not null))
        {
            encoder.WriteItems(manifest.Partitions!, WriteSummary);
        }

        WriteOptional(encoder, manifest.KeyMetadata);
    }

    private static void WriteSummary(AvroEncoder encoder, FieldSummary summary)
    {
        encoder.WriteBoolean(summary.ContainsNull);
        if (encoder.WriteOption(summary.ContainsNan is not null))
        {
            encoder.WriteBoolean(summary.ContainsNan!.Value);
        }

        WriteOptional(encoder, summary.LowerBound);
        WriteOptional(encoder, summary.UpperBound);
    }

    private static void WriteOptional(AvroEncoder encoder, byte[]? bytes)
    {
        if (encoder.WriteOption(bytes is not null))
        {
            encoder.WriteBytes(bytes);
        }
    }
}
