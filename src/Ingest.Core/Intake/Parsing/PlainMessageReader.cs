using System.Buffers;
using System.Text.Json;
using Ingest.Core.Buffers;
using Ingest.Core.Enrichment.Urls;

namespace Ingest.Core.Intake.Parsing;

/// <summary>
/// Reads a message as trackers send it: a known type, one payload, strings without escapes, event data, and no fault. Says nothing about any other
/// message, which <see cref="MessageParser"/> reads from its start.
/// </summary>
/// <remarks>
/// Hot path: no allocation per event. With a JSON reader that is ready for everything a page view takes half as long again; what is common needs no
/// more than a search for the quotation mark at the end of each string.
/// </remarks>
/// <param name="text">The body.</param>
/// <param name="start">Where the message begins: at its brace.</param>
/// <param name="depth">Arrays and objects that the message lies in.</param>
/// <param name="payload">An empty payload, to be filled.</param>
/// <param name="arena">The arena of its request.</param>
internal ref struct PlainMessageReader(ReadOnlySpan<byte> text, int start, int depth, EventPayload payload, Utf8Arena arena)
{
    // What ends the plain part of a string: its end, an escape, or a control character, which JSON does not allow.
    private static readonly SearchValues<byte> StringEnd = SearchValues.Create([.. "\"\\"u8, .. Enumerable.Range(0, 0x20).Select(value => (byte)value)]);

    private readonly ReadOnlySpan<byte> _text = text;
    private bool _hasType;
    private bool _hasPayload;
    private int _sourceCount;

    /// <summary>Where the reading stands: behind the message once it was read.</summary>
    public int At { get; private set; } = start;

    /// <summary>Where the next byte is that is not JSON's white space; the length when there is none.</summary>
    public static int SkipSpace(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at;
    }

    /// <summary>Reads the message. False: it is not plain, and payload and arena are as they were.</summary>
    /// <exception cref="JsonException">The event data is not JSON, and so the body is not.</exception>
    public bool TryRead()
    {
        var mark = arena.Length;
        if (TryReadMessage() && _hasType && _sourceCount == 1)
        {
            return true;
        }

        payload.Clear();
        arena.Rewind(mark);
        return false;
    }

    private bool TryReadMessage()
    {
        if (!TryTake((byte)'{'))
        {
            return false;
        }

        do
        {
            if (!TryReadName(out var name) || !(name.SequenceEqual("type"u8) ? TryReadType() : name.SequenceEqual("payload"u8) && TryReadPayload()))
            {
                return false;
            }
        }
        while (TryTake((byte)','));

        return TryTake((byte)'}');
    }

    private bool TryReadType()
    {
        if (_hasType || !TryReadString(out var type))
        {
            return false;
        }

        _hasType = true;
        payload.Type = type.SequenceEqual("identify"u8) ? PayloadType.Identify
            : type.SequenceEqual("performance"u8) ? PayloadType.Performance
            : PayloadType.Event;
        return payload.Type != PayloadType.Event || type.SequenceEqual("event"u8);
    }

    private bool TryReadPayload()
    {
        if (_hasPayload || !TryTake((byte)'{'))
        {
            return false;
        }

        _hasPayload = true;
        do
        {
            if (!TryReadName(out var name) || !TryReadField(PayloadSchema.IndexOf(name)))
            {
                return false;
            }
        }
        while (TryTake((byte)','));

        return TryTake((byte)'}');
    }

    // A field that is not known is skipped when it is a string.
    private bool TryReadField(int field)
    {
        if (TryReadString(out var value))
        {
            return field < 0 || TryAccept(PayloadSchema.Fields[field], value);
        }

        return field >= 0 && PayloadSchema.Fields[field].Kind == FieldKind.Object && TryReadObject(PayloadSchema.Fields[field]);
    }

    private bool TryAccept(FieldRule rule, ReadOnlySpan<byte> value)
    {
        switch (rule.Kind)
        {
            case FieldKind.Text:
                payload.Set((PayloadField)rule.Target, arena.Append(value));
                return rule.Max == 0 || Utf16Length.TruncatedLength(value, rule.Max) == value.Length;
            case FieldKind.Url:
                payload.Set((PayloadField)rule.Target, arena.Append(value));
                return WhatwgUrl.IsValid(value);
            case FieldKind.SourceId:
                return TryAcceptSource((SourceKind)rule.Target, value);
            case FieldKind.EventId:
                var isUuid = SourceIdText.TryParse(value, out var id);
                payload.EventId = id;
                return isUuid && id != Guid.Empty && id != Guid.AllBitsSet;
            default:
                return false;
        }
    }

    private bool TryAcceptSource(SourceKind kind, ReadOnlySpan<byte> value)
    {
        _sourceCount++;
        payload.SourceKind = kind;
        payload.Set(PayloadField.Source, arena.Append(value));
        var isUuid = SourceIdText.TryParse(value, out var id);
        payload.SourceId = id;
        return isUuid;
    }

    // The raw text is a run of the body: the enricher that flattens it reads it again, once it is known that the event is kept.
    private bool TryReadObject(FieldRule rule)
    {
        At = SkipSpace(_text, At);
        if (At == _text.Length || _text[At] != '{')
        {
            return false;
        }

        // The message and its payload are two levels more.
        var reader = new Utf8JsonReader(_text[At..], new JsonReaderOptions { MaxDepth = PayloadParser.DepthMax - depth - 2 });
        reader.Read();
        reader.Skip();
        payload.Set((PayloadField)rule.Target, arena.Append(_text.Slice(At, (int)reader.BytesConsumed)));
        At += (int)reader.BytesConsumed;
        return true;
    }

    private bool TryReadName(out ReadOnlySpan<byte> name) => TryReadString(out name) && TryTake((byte)':');

    private bool TryReadString(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryTake((byte)'"'))
        {
            return false;
        }

        var rest = _text[At..];
        var length = rest.IndexOfAny(StringEnd);
        if (length < 0 || rest[length] != '"')
        {
            return false;
        }

        value = rest[..length];
        At += length + 1;
        return true;
    }

    private bool TryTake(byte expected)
    {
        var at = At < _text.Length && _text[At] > ' ' ? At : SkipSpace(_text, At);
        if (at == _text.Length || _text[at] != expected)
        {
            return false;
        }

        At = at + 1;
        return true;
    }
}
