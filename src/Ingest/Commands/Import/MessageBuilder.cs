using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Ingest.Core.Intake;
using Ingest.Core.Intake.Parsing;

namespace Ingest.Commands.Import;

/// <summary>
/// Makes a line the message that is sent: what it lacks is added behind what it has, and the server's own parser checks the whole before anything
/// is sent.
/// </summary>
/// <remarks>Not thread-safe: the parser's request is used again for each line.</remarks>
internal sealed class MessageBuilder(Guid? site)
{
    // The first second of the year 2300, beyond what can be stored: such a number counts milliseconds.
    private const double SecondsMax = 10_413_792_000;

    // A line without a visitor's address must not get the importing machine's: it would be a session, and a place, of where the import ran.
    private const string NoAddress = "0.0.0.0";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = PayloadParser.DepthMax };

    private readonly IntakeRequest _request = new();

    /// <summary>Makes the message of a line. False: it cannot be stored, and the fault says why.</summary>
    public bool TryBuild(ImportLine line, out ImportItem item, out ImportFault fault)
    {
        item = default;
        if (line.Bytes is not { } bytes)
        {
            fault = new ImportFault("too-large", $"the line is longer than {LineReader.LineBytesMax} bytes");
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, Options);
            item = new ImportItem(line, Complete(document.RootElement, line));
        }
        catch (JsonException notJson)
        {
            fault = new ImportFault("invalid", $"not JSON: {notJson.Message}");
            return false;
        }

        return TryCheck(item.Message, out fault);
    }

    private byte[] Complete(JsonElement root, ImportLine line)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return line.Bytes!;
        }

        // A bare payload has no member of this name.
        var isMessage = root.TryGetProperty("payload", out var payload);
        payload = isMessage ? payload : root;
        if (payload.ValueKind != JsonValueKind.Object)
        {
            return line.Bytes!;
        }

        var type = !isMessage ? "\"event\""u8 : root.TryGetProperty("type", out var named) ? JsonMarshal.GetRawUtf8Value(named) : "null"u8;
        var raw = JsonMarshal.GetRawUtf8Value(payload);
        return [.. "{\"type\":"u8, .. type, .. ",\"payload\":"u8, .. raw[..^1], .. Encoding.UTF8.GetBytes(Additions(payload, line)), .. "}}"u8];
    }

    private string Additions(JsonElement payload, ImportLine line)
    {
        var parts = new List<string>();
        if (site is { } id && !Has("website") && !Has("link") && !Has("pixel"))
        {
            parts.Add($"\"website\":\"{id}\"");
        }

        if (!Has("eventId"))
        {
            parts.Add($"\"eventId\":\"{LineEventId.Of(line.Bytes, line.Number)}\"");
        }

        if (!Has("ip"))
        {
            parts.Add($"\"ip\":\"{NoAddress}\"");
        }

        var separator = parts.Count > 0 && payload.EnumerateObject().Any() ? "," : "";
        return separator + string.Join(',', parts);

        bool Has(string name) => payload.TryGetProperty(name, out _);
    }

    private bool TryCheck(byte[] message, out ImportFault fault)
    {
        _request.Clear();
        var outcome = PayloadParser.ParseSend(new ReadOnlySequence<byte>(message), _request);
        if (outcome.Reason != RejectionReason.None)
        {
            using var error = JsonDocument.Parse(_request.Arena[outcome.Error].ToArray());
            fault = new ImportFault(RejectionNames.Of(outcome.Reason), FaultText.Of(error.RootElement));
            return false;
        }

        fault = _request.Payload(0).TimestampSeconds switch
        {
            0 => new ImportFault("no-timestamp", "payload.timestamp: missing; say when it happened, in Unix seconds"),
            >= SecondsMax => new ImportFault("no-timestamp", "payload.timestamp: beyond the year 2299; it counts seconds, not milliseconds"),
            _ => default,
        };
        return fault == default;
    }
}
