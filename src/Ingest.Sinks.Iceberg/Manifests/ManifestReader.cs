using System.Numerics;
using Ingest.Sinks.Iceberg.Avro;

namespace Ingest.Sinks.Iceberg.Manifests;

/// <summary>Reads manifests of every writer.</summary>
internal static class ManifestReader
{
    private const int UuidLength = 16;

    /// <summary>The lines of a manifest, with what they inherit from the manifest list. Read while they are asked for.</summary>
    /// <param name="manifest">Its line in the manifest list.</param>
    /// <param name="partition">Its partition spec, with its types.</param>
    /// <param name="bytes">All its bytes.</param>
    /// <exception cref="IcebergException">It is broken, or has not as many lines as the manifest list says.</exception>
    public static IEnumerable<ManifestEntry> Read(ManifestFile manifest, PartitionType partition, ReadOnlyMemory<byte> bytes)
    {
        if (manifest.SpecId != partition.Spec.SpecId)
        {
            throw new ArgumentException($"The manifest {manifest.Path} is of the spec {manifest.SpecId}, not {partition.Spec.SpecId}.", nameof(partition));
        }

        var shapes = partition.Types.Select(PrimitiveShape.Of).ToArray();
        var count = 0L;
        foreach (var value in AvroFileReader.Open(manifest.Path, bytes).Read())
        {
            count++;
            yield return ReadEntry(manifest, RecordFields.Of(manifest.Path, value), partition, shapes);
        }

        // A file that was cut between two blocks is a valid Avro file.
        var expected = (long)manifest.AddedFiles + manifest.ExistingFiles + manifest.DeletedFiles;
        if (count != expected)
        {
            throw new IcebergException($"The manifest {manifest.Path} has {count} lines; the manifest list says {expected}.");
        }
    }

    private static ManifestEntry ReadEntry(ManifestFile manifest, RecordFields fields, PartitionType partition, PrimitiveShape[] shapes)
    {
        var status = fields.OptionalInt(0) is { } number && Enum.IsDefined((EntryStatus)number) ? (EntryStatus)number : throw fields.Fault(0);
        // Only a new file takes the commit's number. Files of the format's first version have none: their manifests have the number 0.
        var inherited = status == EntryStatus.Added || manifest.SequenceNumber == 0 ? manifest.SequenceNumber : null;
        return new ManifestEntry(status, ReadFile(RecordFields.Of(manifest.Path, fields.Find(2)), partition, shapes))
        {
            SnapshotId = fields.OptionalLong(1) ?? manifest.AddedSnapshotId,
            SequenceNumber = fields.OptionalLong(3) ?? inherited,
            FileSequenceNumber = fields.OptionalLong(4) ?? inherited,
        };
    }

    private static DataFile ReadFile(RecordFields fields, PartitionType partition, PrimitiveShape[] shapes) => new()
    {
        Content = fields.Choice(134, FileContent.Data),
        Path = fields.Required<string>(100),
        Format = fields.Required<string>(101),
        Partition = ReadPartition(RecordFields.Of(fields.File, fields.Find(102)), partition, shapes),
        RecordCount = fields.Long(103),
        FileSize = fields.Long(104),
        ColumnSizes = fields.Map<long>(108),
        ValueCounts = fields.Map<long>(109),
        NullCounts = fields.Map<long>(110),
        NanCounts = fields.Map<long>(137),
        LowerBounds = fields.Map<byte[]>(125),
        UpperBounds = fields.Map<byte[]>(128),
        KeyMetadata = fields.Optional<byte[]>(131),
        SplitOffsets = fields.Numbers<long>(132),
        EqualityIds = fields.Numbers<int>(135),
        SortOrderId = fields.OptionalInt(140),
        ReferencedDataFile = fields.Optional<string>(143),
    };

    private static object?[] ReadPartition(RecordFields fields, PartitionType partition, PrimitiveShape[] shapes)
    {
        var values = new object?[shapes.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var id = partition.Spec.Fields[i].FieldId;
            if (fields.Record.Schema.PositionOf(id) < 0)
            {
                throw fields.Fault(id);
            }

            values[i] = fields.Find(id) is { } value ? ToForm(shapes[i], value) ?? throw fields.Fault(id) : null;
        }

        return values;
    }

    // Into the form of SingleValue; null for what is not of the type. A column's type may have become wider since.
    private static object? ToForm(PrimitiveShape type, object value) => (type.Name, value) switch
    {
        ("boolean", bool) or ("int" or "date", int) or ("long" or "time" or "timestamp" or "timestamptz", long) => value,
        ("float", float) or ("double", double) or ("string", string) or ("binary", byte[]) => value,
        ("long", int number) => (long)number,
        ("double", float number) => (double)number,
        ("uuid", byte[] { Length: UuidLength } bytes) => new Guid(bytes, bigEndian: true),
        ("uuid", string text) when Guid.TryParse(text, out var uuid) => uuid,
        ("fixed", byte[] bytes) when bytes.Length == type.Length => bytes,
        ("decimal", byte[] { Length: > 0 } bytes) => new BigInteger(bytes, isBigEndian: true),
        _ => null,
    };
}
