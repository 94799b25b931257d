using System.Buffers;
using System.Text.Json;

namespace Ingest.Core.Intake.Parsing;

/// <summary>Parses the bodies of <c>/api/send</c> and <c>/api/batch</c> into the payloads of a request, by the rules of Umami 3.1.</summary>
/// <remarks>Hot path: no allocation per event. Only a body that is not JSON costs an exception, caught here.</remarks>
public static class PayloadParser
{
    /// <summary>Deepest nesting of arrays and objects; a deeper body is treated as one that is not JSON.</summary>
    public const int DepthMax = 512;

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = DepthMax };

    // The array is one level more.
    private static readonly JsonReaderOptions ItemReaderOptions = new() { MaxDepth = DepthMax - 1 };

    /// <summary>Parses one message into the first payload of an empty request. An invalid message is the outcome's error.</summary>
    public static ParseOutcome ParseSend(in ReadOnlySequence<byte> body, IntakeRequest request)
    {
        var mark = request.Arena.Length;
        using var text = new BodyText(body);
        try
        {
            return ReadSend(text.Bytes, request);
        }
        catch (JsonException)
        {
            request.Arena.Rewind(mark);
            return Refuse(request, JsonKind.Object, JsonKind.Undefined);
        }
    }

    /// <summary>
    /// Parses an array of messages into the payloads of an empty request. An invalid message keeps its place, and its
    /// result says so; a body that is no array of objects is refused as a whole, as is one of more than <paramref name="itemsMax"/>,
    /// whose rest is then not looked at. Marks the request as a batch.
    /// </summary>
    public static ParseOutcome ParseBatch(in ReadOnlySequence<byte> body, int itemsMax, IntakeRequest request)
    {
        var mark = request.Arena.Length;
        request.IsBatch = true;
        using var text = new BodyText(body);
        try
        {
            return ReadBatch(text.Bytes, itemsMax, request);
        }
        catch (JsonException)
        {
            request.Arena.Rewind(mark);
            return Refuse(request, JsonKind.Array, JsonKind.Undefined);
        }
    }

    private static ParseOutcome ReadSend(ReadOnlySpan<byte> text, IntakeRequest request)
    {
        var at = PlainMessageReader.SkipSpace(text, 0);
        if (at == text.Length || text[at] != '{')
        {
            var wrong = new Utf8JsonReader(text, ReaderOptions);
            wrong.Read();
            var kind = JsonKinds.Of(in wrong);
            ReadToEnd(ref wrong);
            return Refuse(request, JsonKind.Object, kind);
        }

        var payload = request.Add();
        var plain = new PlainMessageReader(text, at, depth: 0, payload, request.Arena);
        if (plain.TryRead() && PlainMessageReader.SkipSpace(text, plain.At) == text.Length)
        {
            return default;
        }

        payload.Clear();
        var reader = new Utf8JsonReader(text, ReaderOptions);
        reader.Read();
        var error = new MessageParser(text, request.Arena, payload).Read(ref reader);
        ReadToEnd(ref reader);
        return error.IsPresent ? new ParseOutcome(RejectionReason.Invalid, error) : default;
    }

    // Walks over the array from one object to the next. Whatever else it meets is for RefuseBatch to name, which reads the body anew.
    private static ParseOutcome ReadBatch(ReadOnlySpan<byte> text, int itemsMax, IntakeRequest request)
    {
        var at = PlainMessageReader.SkipSpace(text, 0);
        while (at < text.Length && text[at] == (request.Count == 0 ? '[' : ','))
        {
            at = PlainMessageReader.SkipSpace(text, at + 1);
            if (at == text.Length || text[at] != '{' || request.Count == itemsMax)
            {
                break;
            }

            at = PlainMessageReader.SkipSpace(text, ReadItem(text, at, request));
            if (at < text.Length && text[at] == ']' && PlainMessageReader.SkipSpace(text, at + 1) == text.Length)
            {
                return default;
            }
        }

        return RefuseBatch(text, itemsMax, request);
    }

    // Returns where the item ends.
    private static int ReadItem(ReadOnlySpan<byte> text, int at, IntakeRequest request)
    {
        var payload = request.Add();
        var plain = new PlainMessageReader(text, at, depth: 1, payload, request.Arena);
        if (plain.TryRead())
        {
            return plain.At;
        }

        var reader = new Utf8JsonReader(text[at..], ItemReaderOptions);
        reader.Read();
        var error = new MessageParser(text[at..], request.Arena, payload).Read(ref reader);
        if (error.IsPresent)
        {
            ref var result = ref request.Result(request.Count - 1);
            (result.Reason, result.Error) = (RejectionReason.Invalid, error);
        }

        return at + (int)reader.BytesConsumed;
    }

    // Why a body is no array of at most so many objects, each followed by a comma or the end. An array of nothing has no fault.
    private static ParseOutcome RefuseBatch(ReadOnlySpan<byte> text, int itemsMax, IntakeRequest request)
    {
        var reader = new Utf8JsonReader(text, ReaderOptions);
        reader.Read();
        var kind = JsonKinds.Of(in reader);
        if (kind != JsonKind.Array)
        {
            ReadToEnd(ref reader);
            return Refuse(request, JsonKind.Array, kind);
        }

        var (count, strayCount) = (0, 0);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (count++ == itemsMax)
            {
                return new ParseOutcome(RejectionReason.TooManyItems, default);
            }

            strayCount = reader.TokenType == JsonTokenType.StartObject ? strayCount : count;
            reader.Skip();
        }

        ReadToEnd(ref reader);
        return strayCount > 0 ? RefuseItems(text, strayCount, request)
            : count == 0 ? default
            : throw new InvalidOperationException("The batch is an array of objects, and was not read as one.");
    }

    private static ParseOutcome RefuseItems(ReadOnlySpan<byte> text, int count, IntakeRequest request)
    {
        var kinds = new JsonKind[count];
        var reader = new Utf8JsonReader(text, ReaderOptions);
        reader.Read();
        for (var i = 0; i < count; i++)
        {
            reader.Read();
            kinds[i] = JsonKinds.Of(in reader);
            reader.Skip();
        }

        return new ParseOutcome(RejectionReason.Invalid, FaultWriter.WriteItemFaults(request.Arena, kinds));
    }

    private static ParseOutcome Refuse(IntakeRequest request, JsonKind expected, JsonKind received) =>
        new(RejectionReason.Invalid, FaultWriter.WriteBodyFault(request.Arena, expected, received));

    // The reader throws on whatever follows the value.
    private static void ReadToEnd(ref Utf8JsonReader reader)
    {
        reader.Skip();
        reader.Read();
    }
}
