using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using Ingest.Core.Buffers;
using Ingest.Core.Events;

namespace Ingest.Core.Log.Records;

/// <summary>Writes an enriched event as one log record. docs/log-format.md has the bytes.</summary>
/// <remarks>Hot path: no allocation per event. Thread-safe: holds nothing.</remarks>
public static class RecordEncoder
{
    private const int VitalCount = (int)VitalField.Ttfb + 1;

    /// <summary>Exact size of the record of a draft, in bytes: to be compared with <see cref="IEventLog.RecordBytesMax"/> before it is made.</summary>
    public static long Measure(EventDraft draft)
    {
        var size = (long)RecordFormat.HeaderBytes + FixedBytes(draft) + sizeof(ulong) + 1;
        foreach (var text in draft.Texts)
        {
            size += text.Length == 0 ? 0 : RecordFormat.VarintBytes(text.Length) + (long)text.Length;
        }

        return size + MeasureVitals(draft) + MeasureData(draft.DataSpan);
    }

    /// <summary>Appends the record of a draft to the output and returns its size in bytes.</summary>
    /// <exception cref="ArgumentException">The record would be longer than an array can be.</exception>
    public static int Encode(EventDraft draft, IBufferWriter<byte> output)
    {
        var size = Measure(draft);
        if (size > Array.MaxLength)
        {
            throw new ArgumentException($"The event takes {size} bytes, more than any record may have.", nameof(draft));
        }

        var written = Encode(draft, output.GetSpan((int)size));
        output.Advance(written);
        return written;
    }

    /// <summary>Writes the record of a draft to the start of a span of at least <see cref="Measure"/> bytes and returns its size in bytes.</summary>
    public static int Encode(EventDraft draft, Span<byte> output)
    {
        var writer = new RecordWriter(output[(1 + sizeof(uint))..]);
        WriteFixed(draft, ref writer);
        WriteTexts(draft, ref writer);
        WriteVitals(draft, ref writer);
        WriteData(draft, ref writer);

        output[0] = RecordFormat.Version;
        var record = output[..(1 + sizeof(uint) + writer.Length)];
        BinaryPrimitives.WriteUInt32LittleEndian(output[1..], RecordFormat.Checksum(record));
        return record.Length;
    }

    private static long MeasureVitals(EventDraft draft)
    {
        var size = 0L;
        for (var i = 0; draft.HasVitals && i < VitalCount; i++)
        {
            size += double.IsNaN(draft.Vital((VitalField)i)) ? 0 : sizeof(double);
        }

        return size;
    }

    private static long MeasureData(ReadOnlySpan<DataValue> data)
    {
        var size = (long)RecordFormat.VarintBytes(data.Length);
        foreach (ref readonly var value in data)
        {
            size += 1 + Measure(value.Key) + Measure(value.Text) + (double.IsNaN(value.Number) ? 0 : sizeof(double));
        }

        return size;
    }

    private static long Measure(Utf8Slice text) => RecordFormat.VarintBytes(text.Length) + (long)text.Length;

    private static void WriteFixed(EventDraft draft, ref RecordWriter writer)
    {
        writer.WriteByte((byte)FixedBytes(draft));
        writer.WriteByte((byte)draft.Type);
        writer.WriteGuid(draft.SiteId);
        writer.WriteGuid(draft.SessionId);
        writer.WriteGuid(draft.VisitId);
        writer.WriteGuid(draft.EventId);
        writer.WriteInt64(draft.EventTimeMs);
        writer.WriteInt64(draft.ReceivedAtMs);
        writer.WriteInt64(draft.RevenueE4);
        if (draft.HasGivenId)
        {
            writer.WriteByte(RecordFormat.HasGivenId);
            writer.WriteInt64(draft.TakenAtMs);
        }
    }

    private static int FixedBytes(EventDraft draft) => RecordFormat.FixedBytes + (draft.HasGivenId ? RecordFormat.GivenIdBytes : 0);

    private static void WriteTexts(EventDraft draft, ref RecordWriter writer)
    {
        var texts = draft.Texts;
        var present = 0UL;
        for (var i = 0; i < texts.Length; i++)
        {
            present |= texts[i].Length == 0 ? 0 : 1UL << i;
        }

        writer.WriteInt64((long)present);
        for (; present != 0; present &= present - 1)
        {
            writer.WriteText(draft.Arena[texts[BitOperations.TrailingZeroCount(present)]]);
        }
    }

    private static void WriteVitals(EventDraft draft, ref RecordWriter writer)
    {
        var present = 0;
        for (var i = 0; draft.HasVitals && i < VitalCount; i++)
        {
            present |= double.IsNaN(draft.Vital((VitalField)i)) ? 0 : 1 << i;
        }

        writer.WriteByte((byte)present);
        for (; present != 0; present &= present - 1)
        {
            writer.WriteDouble(draft.Vital((VitalField)BitOperations.TrailingZeroCount(present)));
        }
    }

    private static void WriteData(EventDraft draft, ref RecordWriter writer)
    {
        var data = draft.DataSpan;
        writer.WriteVarint(data.Length);
        foreach (ref readonly var value in data)
        {
            var hasNumber = !double.IsNaN(value.Number);
            writer.WriteByte((byte)((byte)value.Type | (hasNumber ? RecordFormat.NumberFollows : 0)));
            writer.WriteText(draft.Arena[value.Key]);
            writer.WriteText(draft.Arena[value.Text]);
            if (hasNumber)
            {
                writer.WriteDouble(value.Number);
            }
        }
    }
}
