using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Ingest.Core.Intake;

namespace Ingest.Tests.Intake.Parsing;

/// <summary>Whatever is sent, the answer is payloads or an error of the contract's shape.</summary>
public sealed class ParserProperties
{
    private static readonly string[] Keys =
    [
        "type", "payload", "website", "link", "pixel", "data", "url", "referrer", "hostname", "name", "tag", "timestamp", "lcp", "cls", "id", "eventId", "__proto__", "", "\\ud800",
    ];

    private static readonly string[] Scalars =
    [
        "null", "true", "false", "0", "-0.0", "1e400", "-1E+9", "12345678901234567890123", "\"\"", "\"event\"", "\"identify\"", "\"/\"", "\"http://\"",
        "\"11111111-2222-4333-8444-555555555555\"", "\"\\ud83d\"", "\"\\u0000\"", "\"1700000000\"", "\"é😀\"", "\"\\\"\\\\\\/\"",
    ];

    [Fact]
    public void Arbitrary_json_gives_payloads_or_an_error() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Json(5).ToArbitrary(), json => IsAnswered(Encoding.UTF8.GetBytes(json))));

    [Fact]
    public void Messages_of_arbitrary_fields_give_payloads_or_an_error() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Messages().ToArbitrary(), json => IsAnswered(Encoding.UTF8.GetBytes(json))));

    [Fact]
    public void Mutated_messages_give_payloads_or_an_error() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5000), Prop.ForAll(Mutations().ToArbitrary(), IsAnswered));

    [Fact]
    public void Segments_do_not_matter() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(1000),
            Prop.ForAll(Mutations().ToArbitrary(), Gen.Choose(1, 40).ToArbitrary(), (body, size) =>
                ParsedBody.Send(body).Describe() == ParsedBody.Parse(Segments.Every(body, size), batch: false).Describe()));

    [Fact]
    public void A_batch_of_one_is_answered_as_the_message_is() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(Messages().ToArbitrary(), message =>
        {
            var (send, batch) = (ParsedBody.Send(message), ParsedBody.Batch($"[{message}]"));
            return batch.Request.Result(0).Reason == send.Outcome.Reason && batch.ItemError(0) == send.Error;
        }));

    // An escape in a name makes the parser read by the JSON reader, and means the same.
    [Fact]
    public void Plain_messages_are_read_as_all_others_are() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(20_000), Prop.ForAll(Gen.OneOf(Mutations(), PlainMessages()).ToArbitrary(), body =>
        {
            var escaped = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(body).Replace("\"type\"", "\"\\u0074ype\"", StringComparison.Ordinal));
            Assert.Equal(Plain(ParsedBody.Send(escaped).Describe()), ParsedBody.Send(body).Describe());
            Assert.Equal(Plain(BatchOf(escaped)), BatchOf(body));
            return true;

            // Event data is kept as it was written.
            static string Plain(string described) => described.Replace("\\u0074ype", "type", StringComparison.Ordinal);
        }));

    [Fact]
    public void A_batch_is_refused_as_no_json_when_it_is_none() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(Batches().ToArbitrary(), body =>
            ParsedBody.Batch(body).Error.Contains("expected array, received undefined", StringComparison.Ordinal) != IsJson(body)));

    [Fact]
    public void Numbers_are_coerced_as_they_print() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll<int>(value =>
        {
            var seconds = value.ToString(CultureInfo.InvariantCulture);
            return ParsedBody.Send(ParsedBody.Message($"\"timestamp\":\" {seconds}.0e0 \"")).Payload.TimestampSeconds == value;
        }));

    private static string BatchOf(byte[] message) => ParsedBody.Parse(Segments.Whole([.. "[ "u8, .. message, .. ", "u8, .. message, .. "\n]"u8]), batch: true).Describe();

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 512 });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsAnswered(byte[] body) =>
        IsAnswered(ParsedBody.Parse(Segments.Whole(body), batch: false)) && IsAnswered(ParsedBody.Parse(Segments.Whole(body), batch: true));

    private static bool IsAnswered(ParsedBody parsed)
    {
        if (parsed.Outcome.Reason == RejectionReason.Invalid)
        {
            return IsContractError(parsed.Error);
        }

        return parsed.Outcome.Reason == RejectionReason.None && Enumerable.Range(0, parsed.Request.Count).All(i =>
            parsed.Request.Result(i).Reason == RejectionReason.None ? IsFilled(parsed.Request.Payload(i)) : IsContractError(parsed.ItemError(i)));
    }

    private static bool IsFilled(EventPayload payload) =>
        Guid.TryParse(Encoding.UTF8.GetString(payload[PayloadField.Source]), out var id) && id == payload.SourceId
        && (!payload.Has(PayloadField.Data) || JsonNode.Parse(payload[PayloadField.Data], null, new() { MaxDepth = 512 }) is JsonObject);

    private static bool IsContractError(string json)
    {
        using var document = JsonDocument.Parse(json);
        var error = document.RootElement.GetProperty("error");
        return error.GetProperty("status").GetInt32() == 400 && error.GetProperty("code").GetString() == "bad-request"
            && error.GetProperty("errors").ValueKind == JsonValueKind.Array
            && (error.GetProperty("errors").GetArrayLength() == 1) != (error.TryGetProperty("properties", out _) || error.TryGetProperty("items", out _));
    }

    private static Gen<string> Json(int depth)
    {
        var scalar = Gen.Elements(Scalars);
        if (depth == 0)
        {
            return scalar;
        }

        var value = Json(depth - 1);
        var member = from key in Gen.Elements(Keys) from v in value select $"\"{key}\":{v}";
        var items = from count in Gen.Choose(0, 4) from list in value.ListOf(count) select $"[{string.Join(", ", list)}]";
        var members = from count in Gen.Choose(0, 5) from list in member.ListOf(count) select $"{{{string.Join(" ,", list)}}}";
        return Gen.Frequency((2, scalar), (1, items), (3, members));
    }

    private static Gen<string> Messages() =>
        from count in Gen.Choose(0, 6)
        from fields in (from key in Gen.Elements(Keys) from v in Json(2) select $"\"{key}\":{v}").ListOf(count)
        from type in Gen.Elements("\"event\"", "\"identify\"", "\"performance\"", "null", "\"x\"")
        from site in Gen.Elements($"\"website\":\"{ParsedBody.Website}\"", "\"link\":\"\"", "\"q\":1")
        select $"{{\"type\":{type},\"payload\":{{{string.Join(',', fields.Prepend(site))}}}}}";

    private static Gen<byte[]> PlainMessages() =>
        from count in Gen.Choose(0, 5)
        from fields in Gen.Elements(
            "\"url\":\"/a?b\"", "\"url\":\"https://example.com/é\"", "\"url\":\"http://\"", "\"data\":{\"a\":[1,{}]}", "\"data\" : {}", "\"data\":\"x\"", "\"data\":{,}",
            $"\"name\":\"{new string('é', 50)}\"", $"\"name\":\"{new string('é', 51)}\"", "\"tag\":\"a\\tb\"", "\"tag\":\"a\tb\"", "\"title\":null", "\"q\":\"x\"", "\"q\":[]",
            "\"timestamp\":\"17\"", "\"lcp\":5", "\"id\":\"\"", "\"ip\":\"1.2.3.4\"", "\"link\":\"11111111-2222-4333-8444-555555555556\"",
            "\"eventId\":\"11111111-2222-4333-8444-555555555557\"", "\"eventId\":\"00000000-0000-0000-0000-000000000000\"", "\"website\":\"\"").ListOf(count)
        from type in Gen.Elements("\"type\":\"event\"", "\"type\" : \"identify\"", "\"type\":\"performance\"", "\"type\":\"x\"", "\"q\":\"x\"")
        from site in Gen.Elements($"\"website\":\"{ParsedBody.Website}\"", $"\"website\":\"{ParsedBody.Website}\"", "\"pixel\":\"x\"")
        from isFirst in Gen.Elements(true, false)
        from tail in Gen.Elements("", "", "", " \n", ",\"type\":\"event\"", ",", "}")
        let payload = $"\"payload\": {{{string.Join(" , ", fields.Prepend(site))}}}"
        select Encoding.UTF8.GetBytes(isFirst ? $"{{{type},{payload}{tail}}}" : $" {{ {payload} , {type} {tail} }}");

    private static Gen<string> Batches() =>
        from count in Gen.Choose(0, 4)
        from items in Gen.Elements(
            $$$"""{"type":"event","payload":{"website":"{{{ParsedBody.Website}}}"}}""", "{}", "{\"a\":1}", "1", "null", "[]", "\"x\"", "{", "}", "", "{}{}", "{\"a\"}", "[{}", "x").ListOf(count)
        from separator in Gen.Elements(",", ",", " , ", ",,", " ")
        from start in Gen.Elements("[", "[", " [ ", "", "{", "[,")
        from end in Gen.Elements("]", "]", " ] ", "", "}", ",]", "]]", "] x")
        select start + string.Join(separator, items) + end;

    private static Gen<byte[]> Mutations() =>
        from message in Messages()
        from edits in Gen.Choose(0, 3)
        from places in Gen.Choose(0, int.MaxValue - 1).ListOf(edits)
        from values in Gen.Choose(0, 255).ListOf(edits)
        select Mutate(Encoding.UTF8.GetBytes(message), places, values);

    private static byte[] Mutate(byte[] body, IEnumerable<int> places, IEnumerable<int> values)
    {
        foreach (var (place, value) in places.Zip(values))
        {
            body[place % body.Length] = (byte)value;
        }

        return body;
    }
}
