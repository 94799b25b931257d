using System.Runtime.CompilerServices;
using System.Text.Json;
using Ingest.Core.Buffers;
using Ingest.Core.Enrichment.Urls;
using Ingest.Core.Events;

namespace Ingest.Core.Intake.Parsing;

/// <summary>Reads one message object into a payload.</summary>
/// <remarks>Hot path: no allocation per event. Unknown keys are skipped; of duplicate keys the last wins, as in JavaScript.</remarks>
internal ref struct MessageParser(ReadOnlySpan<byte> body, Utf8Arena arena, EventPayload payload)
{
    private const double SafeIntegerMax = 9007199254740991;

    private readonly ReadOnlySpan<byte> _body = body;
    private readonly Utf8Arena _arena = arena;
    private readonly EventPayload _payload = payload;
    private MessageFaults _faults;
    private SourceList _sources;
    private PayloadType _type;

    /// <summary>Reads from the object's start to its end.</summary>
    /// <returns>The reply's JSON when the message is invalid; absent when it is valid and the payload filled.</returns>
    public Utf8Slice Read(ref Utf8JsonReader reader)
    {
        var start = _arena.Length;
        _faults.TypeIsUnknown = true;
        Span<byte> scratch = stackalloc byte[PayloadSchema.EscapedNameBytesMax];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Peek(in reader, scratch);
            var (isType, isPayload) = (name.SequenceEqual("type"u8), name.SequenceEqual("payload"u8));
            reader.Read();
            if (isType)
            {
                _faults.TypeIsUnknown = !TryReadType(ref reader, scratch);
            }
            else if (isPayload)
            {
                ReadPayload(ref reader, scratch);
            }

            reader.Skip();
        }

        return Finish(start);
    }

    private Utf8Slice Finish(int start)
    {
        _faults.SumUp();
        var source = TakeSource(out var count);
        _faults.SourceCountIsWrong = _faults.Payload == JsonKind.Object && !_faults.HidesCrossFieldRules && count != 1;
        if (_faults.IsEmpty)
        {
            _payload.Type = _type;
            (_payload.SourceKind, _payload.SourceId) = (source.Kind, source.Id);
            _payload.Set(PayloadField.Source, source.Text);
            return default;
        }

        // Whose event it would have been stays, so that it is counted there.
        _payload.Clear();
        _payload.SourceId = source.Id;
        _arena.Rewind(start);
        return FaultWriter.WriteMessageFault(_arena, _faults);
    }

    private bool TryReadType(ref Utf8JsonReader reader, scoped Span<byte> scratch)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        var text = JsonText.Peek(in reader, scratch);
        _type = text.SequenceEqual("identify"u8) ? PayloadType.Identify
            : text.SequenceEqual("performance"u8) ? PayloadType.Performance
            : PayloadType.Event;
        return _type != PayloadType.Event || text.SequenceEqual("event"u8);
    }

    private void ReadPayload(ref Utf8JsonReader reader, scoped Span<byte> scratch)
    {
        _faults.ClearPayload();
        _payload.Clear();
        _sources = default;
        _faults.Payload = JsonKinds.Of(in reader);
        if (_faults.Payload != JsonKind.Object)
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = PayloadSchema.IndexOf(JsonText.Peek(in reader, scratch));
            reader.Read();
            if (field >= 0)
            {
                _faults[field] = ReadField(ref reader, PayloadSchema.Fields[field]);
            }

            reader.Skip();
        }
    }

    private FieldFault ReadField(ref Utf8JsonReader reader, FieldRule rule) => rule.Kind switch
    {
        FieldKind.Seconds => ReadSeconds(ref reader),
        FieldKind.Object when reader.TokenType == JsonTokenType.StartObject => ReadObject(ref reader, rule),
        FieldKind.Vital when reader.TokenType == JsonTokenType.Number => ReadVital(ref reader, rule),
        FieldKind.SourceId when reader.TokenType == JsonTokenType.String => ReadSourceId(ref reader, rule),
        FieldKind.EventId when reader.TokenType == JsonTokenType.String => ReadEventId(ref reader),
        FieldKind.Text or FieldKind.Url when reader.TokenType == JsonTokenType.String => ReadText(ref reader, rule),
        _ => new FieldFault(FaultKind.WrongType, JsonKinds.Of(in reader)),
    };

    private FieldFault ReadText(ref Utf8JsonReader reader, FieldRule rule)
    {
        var slice = JsonText.Copy(in reader, _arena);
        var text = _arena[slice];
        _payload.Set((PayloadField)rule.Target, slice);
        if (rule.Kind == FieldKind.Url)
        {
            return WhatwgUrl.IsValid(text) ? default : new FieldFault(FaultKind.NotUrl);
        }

        return rule.Max > 0 && Utf16Length.TruncatedLength(text, rule.Max) < text.Length
            ? new FieldFault(FaultKind.TooLong)
            : default;
    }

    private FieldFault ReadSourceId(ref Utf8JsonReader reader, FieldRule rule)
    {
        var text = JsonText.Copy(in reader, _arena);
        var isUuid = SourceIdText.TryParse(_arena[text], out var id);
        _sources[rule.Target] = new Source((SourceKind)rule.Target, text, id);
        return isUuid ? default : new FieldFault(FaultKind.NotUuid);
    }

    // The two ids that are made without thinking are refused: every event of a client that sends the same one would be taken for one.
    private readonly FieldFault ReadEventId(ref Utf8JsonReader reader)
    {
        var isUuid = SourceIdText.TryParse(_arena[JsonText.Copy(in reader, _arena)], out var id) && id != Guid.Empty && id != Guid.AllBitsSet;
        _payload.EventId = id;
        return isUuid ? default : new FieldFault(FaultKind.NotEventId);
    }

    // The raw text is a run of the body: the enricher that flattens it reads it again, once it is known that the event is kept.
    private readonly FieldFault ReadObject(ref Utf8JsonReader reader, FieldRule rule)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        _payload.Set((PayloadField)rule.Target, _arena.Append(_body[start..(int)reader.BytesConsumed]));
        return default;
    }

    private readonly FieldFault ReadVital(ref Utf8JsonReader reader, FieldRule rule)
    {
        var value = reader.GetDouble();
        if (!double.IsFinite(value))
        {
            return new FieldFault(FaultKind.WrongType, JsonKind.Number);
        }

        _payload.Set((VitalField)rule.Target, value);
        return value < 0 ? new FieldFault(FaultKind.TooSmall) : value > rule.Max ? new FieldFault(FaultKind.TooBig) : default;
    }

    private readonly FieldFault ReadSeconds(ref Utf8JsonReader reader)
    {
        var value = JsNumber.From(ref reader, _arena);
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? new FieldFault(FaultKind.NotNumber) : new FieldFault(FaultKind.WrongType, JsonKind.Number);
        }

        if (Math.Abs(value) > SafeIntegerMax)
        {
            return new FieldFault(value < 0 ? FaultKind.BelowSafeInteger : FaultKind.AboveSafeInteger);
        }

        _payload.TimestampSeconds = value;
        return double.IsInteger(value) ? default : new FieldFault(FaultKind.NotInteger);
    }

    // An empty text names no source.
    private readonly Source TakeSource(out int count)
    {
        var source = default(Source);
        count = 0;
        foreach (var candidate in (ReadOnlySpan<Source>)_sources)
        {
            if (!candidate.Text.IsEmpty)
            {
                source = candidate;
                count++;
            }
        }

        return source;
    }

    private readonly record struct Source(SourceKind Kind, Utf8Slice Text, Guid Id);

    [InlineArray((int)SourceKind.Pixel + 1)]
    private struct SourceList
    {
        private Source _first;
    }
}
