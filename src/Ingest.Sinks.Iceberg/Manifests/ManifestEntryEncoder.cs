using System.Globalization;
using System.Numerics;
using Ingest.Sinks.Iceberg.Avro;

namespace Ingest.Sinks.Iceberg.Manifests;

/// <summary>Writes lines of manifests, field by field in the order of <see cref="ManifestSchema"/>.</summary>
internal static class ManifestEntryEncoder
{
    /// <summary>Writes a line.</summary>
    /// <param name="encoder">Takes it.</param>
    /// <param name="entry">The line.</param>
    /// <param name="partition">Types of the partition values.</param>
    /// <param name="snapshotId">The snapshot of an entry that does not say it.</param>
    /// <exception cref="ArgumentException">A partition value is not of its type.</exception>
    public static void Write(AvroEncoder encoder, ManifestEntry entry, ReadOnlySpan<PrimitiveShape> partition, long snapshotId)
    {
        encoder.WriteLong((int)entry.Status);
        WriteOptional(encoder, entry.SnapshotId ?? snapshotId);
        WriteOptional(encoder, entry.SequenceNumber);
        WriteOptional(encoder, entry.FileSequenceNumber);
        WriteFile(encoder, entry.File, partition);
    }

    private static void WriteFile(AvroEncoder encoder, DataFile file, ReadOnlySpan<PrimitiveShape> partition)
    {
        encoder.WriteLong((int)file.Content);
        encoder.WriteString(file.Path);
        encoder.WriteString(file.Format);
        for (var i = 0; i < partition.Length; i++)
        {
            if (encoder.WriteOption(file.Partition[i] is not null))
            {
                WritePartitionValue(encoder, partition[i], file.Partition[i]!);
            }
        }

        encoder.WriteLong(file.RecordCount);
        encoder.WriteLong(file.FileSize);
        WriteCounts(encoder, file.ColumnSizes);
        WriteCounts(encoder, file.ValueCounts);
        WriteCounts(encoder, file.NullCounts);
        WriteCounts(encoder, file.NanCounts);
        WriteBounds(encoder, file.LowerBounds);
        WriteBounds(encoder, file.UpperBounds);
        WriteOptional(encoder, file.KeyMetadata);
        WriteOptional(encoder, file.SplitOffsets, static (e, offset) => e.WriteLong(offset));
        WriteOptional(encoder, file.EqualityIds, static (e, id) => e.WriteLong(id));
        WriteOptional(encoder, file.SortOrderId);
        if (encoder.WriteOption(file.ReferencedDataFile is not null))
        {
            encoder.WriteString(file.ReferencedDataFile!);
        }
    }

    // A value of an older file may be of a narrower type than its column has become.
    private static void WritePartitionValue(AvroEncoder encoder, PrimitiveShape type, object value)
    {
        switch (type.Name, value)
        {
            case ("boolean", bool flag):
                encoder.WriteBoolean(flag);
                break;
            case ("int" or "date" or "long", int number):
                encoder.WriteLong(number);
                break;
            case ("long" or "time" or "timestamp" or "timestamptz", long number):
                encoder.WriteLong(number);
                break;
            case ("float", float number):
                encoder.WriteFloat(number);
                break;
            case ("double", float or double):
                encoder.WriteDouble(Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case ("string", string text):
                encoder.WriteString(text);
                break;
            case ("uuid", Guid uuid):
                encoder.WriteFixed(uuid.ToByteArray(bigEndian: true));
                break;
            case ("binary", byte[] bytes):
                encoder.WriteBytes(bytes);
                break;
            case ("fixed", byte[] bytes) when bytes.Length == type.Length:
                encoder.WriteFixed(bytes);
                break;
            case ("decimal", BigInteger number) when number.GetByteCount() <= type.Length:
                encoder.WriteFixed(Extend(number, type.Length));
                break;
            default:
                throw new ArgumentException($"A partition value of the type {type.Name} cannot be {value.GetType().Name} {value}.", nameof(value));
        }
    }

    private static byte[] Extend(BigInteger number, int length)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill(number.Sign < 0 ? (byte)0xFF : (byte)0);
        number.ToByteArray(isBigEndian: true).CopyTo(bytes.AsSpan(length - number.GetByteCount()));
        return bytes;
    }

    private static void WriteCounts(AvroEncoder encoder, IReadOnlyDictionary<int, long>? counts) => WriteOptional(encoder, counts, static (e, count) =>
    {
        e.WriteLong(count.Key);
        e.WriteLong(count.Value);
    });

    private static void WriteBounds(AvroEncoder encoder, IReadOnlyDictionary<int, byte[]>? bounds) => WriteOptional(encoder, bounds, static (e, bound) =>
    {
        e.WriteLong(bound.Key);
        e.WriteBytes(bound.Value);
    });

    private static void WriteOptional(AvroEncoder encoder, long? value)
    {
        if (encoder.WriteOption(value is not null))
        {
            encoder.WriteLong(value!.Value);
        }
    }

    private static void WriteOptional(AvroEncoder encoder, byte[]? value)
    {
        if (encoder.WriteOption(value is not null))
        {
            encoder.WriteBytes(value);
        }
    }

    private static void WriteOptional<T>(AvroEncoder encoder, IReadOnlyCollection<T>? items, Action<AvroEncoder, T> writeItem)
    {
        if (encoder.WriteOption(items is not null))
        {
            encoder.WriteItems(items!, writeItem);
        }
    }
}
