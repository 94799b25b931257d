using Ingest.Core.Batching;
using Ingest.Core.Events;

namespace Ingest.Core.Log.Records;

/// <summary>The records that are no events: what they carry as event data, and how they get into their own columns.</summary>
/// <remarks>Hot path: no allocation per event. docs/log-format.md has the keys.</remarks>
internal static class SideRecords
{
    /// <summary>Key of the stage of a rejection count.</summary>
    public static ReadOnlySpan<byte> StageKey => "stage"u8;

    /// <summary>Key of its reason.</summary>
    public static ReadOnlySpan<byte> ReasonKey => "reason"u8;

    /// <summary>Key of its number of events.</summary>
    public static ReadOnlySpan<byte> EventsKey => "events"u8;

    /// <summary>Key of the pattern that a bot matched.</summary>
    public static ReadOnlySpan<byte> RuleKey => "rule"u8;

    // Doubles hold every whole number up to here.
    private const double EventsMax = 1L << 53;

    /// <summary>True for the types that are no events.</summary>
    public static bool Has(byte type) => type is >= (byte)EventType.Rejections and <= (byte)EventType.Bot;

    /// <summary>True for a type that a newer writer has made, and that nobody here can place.</summary>
    public static bool IsNewer(byte type) => type > (byte)EventType.Bot;

    /// <summary>Appends a whole record, of which the cursor stands behind the checksum, to the columns of its type.</summary>
    public static void Append(RecordCursor cursor, EventBatch batch)
    {
        var part = new RecordCursor(cursor.Take(cursor.ReadByte()));
        switch ((EventType)part.ReadByte())
        {
            case EventType.Rejections:
                AppendRejections(part, cursor, batch.Rejections);
                break;
            case EventType.Canary:
                AppendCanary(part, batch.Canaries);
                break;
            default:
                AppendBot(part, cursor, batch.Bots);
                break;
        }
    }

    private static void AppendRejections(RecordCursor part, RecordCursor cursor, RejectionColumns columns)
    {
        columns.SiteId.Add(part.ReadGuid());
        part.Take(2 * RecordFormat.GuidBytes);
        columns.RecordId.Add(part.ReadGuid());
        columns.MinuteMs.Add(part.ReadInt64());
        SkipTexts(ref cursor);
        columns.Stage.Add(FindValue(cursor, StageKey, out _));
        columns.Reason.Add(FindValue(cursor, ReasonKey, out _));
        FindValue(cursor, EventsKey, out var events);
        columns.Events.Add(double.IsNaN(events) ? 0 : (long)Math.Clamp(events, 0, EventsMax));
    }

    private static void AppendCanary(RecordCursor part, CanaryColumns columns)
    {
        columns.NodeId.Add(part.ReadGuid());
        part.Take(3 * RecordFormat.GuidBytes);
        columns.SentAtMs.Add(part.ReadInt64());
    }

    private static void AppendBot(RecordCursor part, RecordCursor cursor, BotColumns columns)
    {
        columns.SiteId.Add(part.ReadGuid());
        part.Take(2 * RecordFormat.GuidBytes);
        columns.EventId.Add(part.ReadGuid());
        columns.EventTimeMs.Add(part.ReadInt64());
        columns.ReceivedAtMs.Add(part.ReadInt64());
        var texts = cursor;
        foreach (var field in BotColumns.Fields)
        {
            columns.Text(field)!.Add(FindText(texts, field));
        }

        SkipTexts(ref cursor);
        columns.Rule.Add(FindValue(cursor, RuleKey, out _));
    }

    // A side record is rare beside events, or a bot's: walking its texts once per column costs less than an index of them.
    private static ReadOnlySpan<byte> FindText(RecordCursor cursor, TextField wanted)
    {
        var present = (ulong)cursor.ReadInt64();
        if ((present & (1UL << (int)wanted)) == 0)
        {
            return default;
        }

        for (var before = present & ((1UL << (int)wanted) - 1); before != 0; before &= before - 1)
        {
            cursor.ReadText();
        }

        return cursor.ReadText();
    }

    private static void SkipTexts(ref RecordCursor cursor)
    {
        for (var present = (ulong)cursor.ReadInt64(); present != 0; present &= present - 1)
        {
            cursor.ReadText();
        }
    }

    // The cursor stands behind the texts.
    private static ReadOnlySpan<byte> FindValue(RecordCursor cursor, ReadOnlySpan<byte> wanted, out double number)
    {
        for (var present = (uint)cursor.ReadByte(); present != 0; present &= present - 1)
        {
            cursor.ReadInt64();
        }

        for (var left = cursor.ReadVarint(); left > 0; left--)
        {
            RecordDecoder.ReadValue(ref cursor, out _, out var key, out var text, out number);
            if (key.SequenceEqual(wanted))
            {
                return text;
            }
        }

        number = double.NaN;
        return default;
    }
}
