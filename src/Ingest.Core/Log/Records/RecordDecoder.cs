using System.Buffers.Binary;
using Ingest.Core.Batching;
using Ingest.Core.Events;

namespace Ingest.Core.Log.Records;

/// <summary>Reads log records into the columns of a batch. docs/log-format.md has the bytes.</summary>
/// <remarks>Hot path: no allocation per event. Thread-safe: holds nothing; the batch is the caller's.</remarks>
public static class RecordDecoder
{
    private const int VitalCount = (int)VitalField.Ttfb + 1;

    /// <summary>
    /// Appends the event of a record as one row to every column, or a side record to its own columns. False, with nothing appended: the
    /// version or the event type is unknown, the checksum is wrong, or the record ends early. <see cref="EventBatch.RecordBytes"/> is left to the caller.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<byte> record, EventBatch batch)
    {
        if (record.Length < RecordFormat.HeaderBytes
            || record[0] != RecordFormat.Version
            || BinaryPrimitives.ReadUInt32LittleEndian(record[1..]) != RecordFormat.Checksum(record)
            || !IsWhole(record))
        {
            return false;
        }

        var cursor = new RecordCursor(record[(1 + sizeof(uint))..]);
        if (SideRecords.Has(record[RecordFormat.TypeOffset]))
        {
            SideRecords.Append(cursor, batch);
            return true;
        }

        var fixedBytes = cursor.ReadByte();
        AppendFixed(new RecordCursor(cursor.Take(fixedBytes)), hasTime: fixedBytes >= RecordFormat.FixedBytes + RecordFormat.GivenIdBytes, batch);
        AppendTexts(ref cursor, batch);
        AppendVitals(ref cursor, batch);
        AppendData(ref cursor, batch);
        return true;
    }

    /// <summary>True for a record that is no event: it counts neither as appended nor as undelivered. Looks at nothing but the type.</summary>
    public static bool IsSide(ReadOnlySpan<byte> record) =>
        record.Length > RecordFormat.TypeOffset && record[0] == RecordFormat.Version && SideRecords.Has(record[RecordFormat.TypeOffset]);

    /// <summary>False for a damaged record: its own checksum is wrong. Of a version that is not known here nothing can be said, and nothing is.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> record) =>
        record.Length > 0
        && (record[0] != RecordFormat.Version
            || (record.Length >= RecordFormat.HeaderBytes && BinaryPrimitives.ReadUInt32LittleEndian(record[1..]) == RecordFormat.Checksum(record)));

    // Every length is walked before the first column is touched, so that a record is appended wholly or not at all.
    // What follows the event data is of a newer writer, and is ignored.
    private static bool IsWhole(ReadOnlySpan<byte> record)
    {
        var cursor = new RecordCursor(record[(1 + sizeof(uint))..]);
        var fixedBytes = cursor.ReadByte();
        cursor.Take(fixedBytes);
        for (var present = (ulong)cursor.ReadInt64(); present != 0; present &= present - 1)
        {
            cursor.ReadText();
        }

        for (var present = (uint)cursor.ReadByte(); present != 0; present &= present - 1)
        {
            cursor.ReadInt64();
        }

        for (var left = cursor.ReadVarint(); left > 0 && !cursor.IsBroken; left--)
        {
            ReadValue(ref cursor, out _, out _, out _, out _);
        }

        return fixedBytes >= RecordFormat.FixedBytes && !cursor.IsBroken && !SideRecords.IsNewer(record[RecordFormat.TypeOffset]);
    }

    private static void AppendFixed(RecordCursor part, bool hasTime, EventBatch batch)
    {
        batch.EventType.Add(part.ReadByte());
        batch.SiteId.Add(part.ReadGuid());
        batch.SessionId.Add(part.ReadGuid());
        batch.VisitId.Add(part.ReadGuid());
        batch.EventId.Add(part.ReadGuid());
        batch.EventTimeMs.Add(part.ReadInt64());
        var receivedAtMs = part.ReadInt64();
        batch.ReceivedAtMs.Add(receivedAtMs);
        batch.RevenueE4.Add(part.ReadInt64());

        batch.TakenAtMs.Add(hasTime && (part.ReadByte() & RecordFormat.HasGivenId) != 0 ? part.ReadInt64() : receivedAtMs);
    }

    private static void AppendTexts(ref RecordCursor cursor, EventBatch batch)
    {
        var present = (ulong)cursor.ReadInt64();
        for (var i = 0; i < TextFields.Count; i++)
        {
            batch.Text((TextField)i).Add((present & (1UL << i)) != 0 ? cursor.ReadText() : default);
        }

        for (var newer = present >> TextFields.Count; newer != 0; newer &= newer - 1)
        {
            cursor.ReadText();
        }
    }

    private static void AppendVitals(ref RecordCursor cursor, EventBatch batch)
    {
        var present = (uint)cursor.ReadByte();
        for (var i = 0; i < VitalCount; i++)
        {
            batch.Vital((VitalField)i).Add((present & (1u << i)) != 0 ? cursor.ReadDouble() : double.NaN);
        }

        for (var newer = present >> VitalCount; newer != 0; newer &= newer - 1)
        {
            cursor.ReadInt64();
        }
    }

    private static void AppendData(ref RecordCursor cursor, EventBatch batch)
    {
        for (var left = cursor.ReadVarint(); left > 0; left--)
        {
            ReadValue(ref cursor, out var type, out var key, out var text, out var number);
            batch.DataTypes.Add(type);
            batch.DataKeys.Add(key);
            batch.DataTexts.Add(text);
            batch.DataNumbers.Add(number);
        }

        batch.DataEnds.Add(batch.DataKeys.Count);
    }

    internal static void ReadValue(
        scoped ref RecordCursor cursor,
        out byte type,
        out ReadOnlySpan<byte> key,
        out ReadOnlySpan<byte> text,
        out double number)
    {
        var first = cursor.ReadByte();
        type = (byte)(first & ~RecordFormat.NumberFollows);
        key = cursor.ReadText();
        text = cursor.ReadText();
        number = (first & RecordFormat.NumberFollows) != 0 ? cursor.ReadDouble() : double.NaN;
    }
}
