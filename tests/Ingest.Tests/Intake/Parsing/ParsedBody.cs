using System.Buffers;
using System.Globalization;
using System.Text;
using Ingest.Core.Buffers;
using Ingest.Core.Events;
using Ingest.Core.Intake;
using Ingest.Core.Intake.Parsing;

namespace Ingest.Tests.Intake.Parsing;

/// <summary>A body put through the parser, and everything that came out of it as text.</summary>
internal sealed class ParsedBody
{
    public const string Website = "11111111-2222-4333-8444-555555555555";
    public const int ItemsMax = 5000;

    private ParsedBody(IntakeRequest request, ParseOutcome outcome) => (Request, Outcome) = (request, outcome);

    public IntakeRequest Request { get; }

    public ParseOutcome Outcome { get; }

    /// <summary>The reply's JSON; empty when the body was not refused.</summary>
    public string Error => Text(Outcome.Error);

    public EventPayload Payload => Request.Payload(0);

    public static ParsedBody Send(string body) => Send(Encoding.UTF8.GetBytes(body));

    public static ParsedBody Send(byte[] body) => Parse(Segments.Whole(body), batch: false);

    public static ParsedBody Batch(string body) => Parse(Segments.Whole(Encoding.UTF8.GetBytes(body)), batch: true);

    public static ParsedBody Parse(in ReadOnlySequence<byte> body, bool batch)
    {
        var request = new IntakeRequest();
        var outcome = batch ? PayloadParser.ParseBatch(body, ItemsMax, request) : PayloadParser.ParseSend(body, request);
        return new ParsedBody(request, outcome);
    }

    /// <summary>A message of type event for the website, with more fields.</summary>
    public static string Message(string fields) => $$$"""{"type":"event","payload":{"website":"{{{Website}}}",{{{fields}}}}}""";

    public string Field(PayloadField field) => Encoding.UTF8.GetString(Payload[field]);

    public string ItemError(int index) => Text(Request.Result(index).Error);

    /// <summary>Every result, every field: two bodies that mean the same give the same text.</summary>
    public string Describe()
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{Outcome.Reason} {Error}\n"));
        for (var i = 0; Outcome.Reason == RejectionReason.None && i < Request.Count; i++)
        {
            var payload = Request.Payload(i);
            text.Append(CultureInfo.InvariantCulture, $"{i} {Request.Result(i).Reason} {ItemError(i)} {payload.Type} {payload.SourceKind} {payload.SourceId} {payload.EventId} {payload.TimestampSeconds:R}");
            foreach (var field in Enum.GetValues<PayloadField>().Where(payload.Has))
            {
                text.Append(CultureInfo.InvariantCulture, $" {field}={Encoding.UTF8.GetString(payload[field])}");
            }

            foreach (var vital in Enum.GetValues<VitalField>())
            {
                text.Append(CultureInfo.InvariantCulture, $" {payload.Vital(vital):R}");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private string Text(Utf8Slice slice) => Encoding.UTF8.GetString(Request.Arena[slice]);
}
