using System.Buffers;
using System.Buffers.Text;
using Ingest.Core.Buffers;

namespace Ingest.Core.Intake.Parsing;

/// <summary>Writes the replies to invalid bodies: the shape and the texts of Umami 3.1, which prints its schema library's error tree.</summary>
internal static class FaultWriter
{
    /// <summary>The reply to a body that is no object, or no array.</summary>
    public static Utf8Slice WriteBodyFault(Utf8Arena arena, JsonKind expected, JsonKind received)
    {
        var start = Begin(arena);
        WriteTypeFault(arena, expected.Name(), received);
        return End(arena, start, "]}}"u8);
    }

    /// <summary>The reply to a message with faults.</summary>
    public static Utf8Slice WriteMessageFault(Utf8Arena arena, in MessageFaults faults)
    {
        var start = Begin(arena);
        arena.Write("],\"properties\":{"u8);
        if (faults.TypeIsUnknown)
        {
            arena.Write("\"type\":{\"errors\":[\"Invalid option: expected one of \\\"event\\\"|\\\"identify\\\"|\\\"performance\\\"\"]}"u8);
        }

        if (faults.HasPayloadFault)
        {
            arena.Write(faults.TypeIsUnknown ? ",\"payload\":{\"errors\":["u8 : "\"payload\":{\"errors\":["u8);
            WritePayloadFault(arena, faults);
            arena.Write("}"u8);
        }

        return End(arena, start, "}}}"u8);
    }

    /// <summary>The reply to a batch with elements that are no objects; the kinds are those of the elements up to the last such one.</summary>
    public static Utf8Slice WriteItemFaults(Utf8Arena arena, ReadOnlySpan<JsonKind> items)
    {
        var start = Begin(arena);
        arena.Write("],\"items\":["u8);
        for (var i = 0; i < items.Length; i++)
        {
            arena.Write(i == 0 ? default : ","u8);
            if (items[i] == JsonKind.Object)
            {
                arena.Write("null"u8);
                continue;
            }

            arena.Write("{\"errors\":["u8);
            WriteTypeFault(arena, "record"u8, items[i]);
            arena.Write("]}"u8);
        }

        return End(arena, start, "]}}"u8);
    }

    private static void WritePayloadFault(Utf8Arena arena, in MessageFaults faults)
    {
        if (faults.Payload != JsonKind.Object)
        {
            WriteTypeFault(arena, "object"u8, faults.Payload);
            arena.Write("]"u8);
            return;
        }

        arena.Write("],\"properties\":{"u8);
        var separate = false;
        for (var i = 0; i < PayloadSchema.Count; i++)
        {
            if (faults[i].Kind != FaultKind.None)
            {
                BeginField(arena, i, ref separate);
                WriteFieldFault(arena, PayloadSchema.Fields[i], faults[i]);
                arena.Write(i == PayloadSchema.Website && faults.SourceCountIsWrong ? ","u8 : "]}"u8);
                WriteSourceCountFault(arena, i == PayloadSchema.Website && faults.SourceCountIsWrong);
            }
        }

        if (faults.SourceCountIsWrong && faults[PayloadSchema.Website].Kind == FaultKind.None)
        {
            BeginField(arena, PayloadSchema.Website, ref separate);
            WriteSourceCountFault(arena, isWrong: true);
        }

        arena.Write("}"u8);
    }

    private static void BeginField(Utf8Arena arena, int field, ref bool separate)
    {
        arena.Write(separate ? ",\""u8 : "\""u8);
        arena.Write(PayloadSchema.Fields[field].Name);
        arena.Write("\":{\"errors\":["u8);
        separate = true;
    }

    private static void WriteSourceCountFault(Utf8Arena arena, bool isWrong) =>
        arena.Write(isWrong ? "\"Exactly one of website, link, or pixel must be provided\"]}"u8 : default);

    private static void WriteFieldFault(Utf8Arena arena, FieldRule rule, FieldFault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.WrongType:
                WriteTypeFault(arena, ExpectedType(rule.Kind), fault.Received);
                break;
            case FaultKind.TooLong:
                WriteBound(arena, "\"Too big: expected string to have <="u8, rule.Max, " characters\""u8);
                break;
            case FaultKind.TooBig:
                WriteBound(arena, "\"Too big: expected number to be <="u8, rule.Max, "\""u8);
                break;
            default:
                arena.Write(FixedText(fault.Kind));
                break;
        }
    }

    private static ReadOnlySpan<byte> FixedText(FaultKind kind) => kind switch
    {
        FaultKind.NotUuid => "\"Invalid UUID\""u8,
        FaultKind.NotUrl => "\"Invalid URL.\""u8,
        FaultKind.TooSmall => "\"Too small: expected number to be >=0\""u8,
        FaultKind.NotNumber => "\"Invalid input: expected number, received NaN\""u8,
        FaultKind.NotInteger => "\"Invalid input: expected int, received number\""u8,
        FaultKind.BelowSafeInteger => "\"Too small: expected int to be >=-9007199254740991\""u8,
        FaultKind.AboveSafeInteger => "\"Too big: expected int to be <=9007199254740991\""u8,
        FaultKind.NotEventId => "\"Invalid UUID: expected one of RFC 9562, versions 1 to 8, neither nil nor max\""u8,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a fault with a fixed text."),
    };

    private static ReadOnlySpan<byte> ExpectedType(FieldKind kind) => kind switch
    {
        FieldKind.Object => "record"u8,
        FieldKind.Seconds or FieldKind.Vital => "number"u8,
        _ => "string"u8,
    };

    private static void WriteTypeFault(Utf8Arena arena, ReadOnlySpan<byte> expected, JsonKind received)
    {
        arena.Write("\"Invalid input: expected "u8);
        arena.Write(expected);
        arena.Write(", received "u8);
        arena.Write(received.Name());
        arena.Write("\""u8);
    }

    private static void WriteBound(Utf8Arena arena, ReadOnlySpan<byte> before, int bound, ReadOnlySpan<byte> after)
    {
        Span<byte> digits = stackalloc byte[11];
        Utf8Formatter.TryFormat(bound, digits, out var length);
        arena.Write(before);
        arena.Write(digits[..length]);
        arena.Write(after);
    }

    private static int Begin(Utf8Arena arena)
    {
        var start = arena.Length;
        arena.Write("{\"error\":{\"message\":\"Bad request\",\"code\":\"bad-request\",\"status\":400,\"errors\":["u8);
        return start;
    }

    private static Utf8Slice End(Utf8Arena arena, int start, ReadOnlySpan<byte> tail)
    {
        arena.Write(tail);
        return arena.SliceFrom(start);
    }
}
