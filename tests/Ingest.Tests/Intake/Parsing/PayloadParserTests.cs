using System.Text;
using Ingest.Core.Events;
using Ingest.Core.Intake;
using static Ingest.Tests.Intake.Parsing.ParsedBody;

namespace Ingest.Tests.Intake.Parsing;

public sealed class PayloadParserTests
{
    [Fact]
    public void Every_field_lands_in_its_place()
    {
        var texts = new Dictionary<string, PayloadField>
        {
            ["hostname"] = PayloadField.Hostname,
            ["language"] = PayloadField.Language,
            ["referrer"] = PayloadField.Referrer,
            ["screen"] = PayloadField.Screen,
            ["title"] = PayloadField.Title,
            ["url"] = PayloadField.Url,
            ["name"] = PayloadField.Name,
            ["tag"] = PayloadField.Tag,
            ["ip"] = PayloadField.Ip,
            ["userAgent"] = PayloadField.UserAgent,
            ["id"] = PayloadField.Id,
            ["browser"] = PayloadField.Browser,
            ["os"] = PayloadField.Os,
            ["device"] = PayloadField.Device,
        };
        var fields = string.Join(',', texts.Keys.Select(name => $"\"{name}\":\"v-{name[..2]}\""));
        var parsed = Send(Message(fields + ""","timestamp":1700000000,"data":{"a": [1]},"lcp":1.5,"inp":2,"cls":0.25,"fcp":3,"ttfb":4"""));

        Assert.Equal(RejectionReason.None, parsed.Outcome.Reason);
        Assert.All(texts, pair => Assert.Equal($"v-{pair.Key[..2]}", parsed.Field(pair.Value)));
        Assert.Equal("""{"a": [1]}""", parsed.Field(PayloadField.Data));
        Assert.Equal(1700000000, parsed.Payload.TimestampSeconds);
        Assert.Equal((1.5, 2d, 0.25, 3d, 4d), (parsed.Payload.Vital(VitalField.Lcp), parsed.Payload.Vital(VitalField.Inp),
            parsed.Payload.Vital(VitalField.Cls), parsed.Payload.Vital(VitalField.Fcp), parsed.Payload.Vital(VitalField.Ttfb)));
    }

    [Fact]
    public void Absent_fields_are_absent_and_empty_ones_are_not()
    {
        var parsed = Send(Message("\"name\":\"\""));
        Assert.True(parsed.Payload.Has(PayloadField.Name));
        Assert.False(parsed.Payload.Has(PayloadField.Url));
        Assert.Equal(double.NaN, parsed.Payload.Vital(VitalField.Lcp));
        Assert.Equal(0, parsed.Payload.TimestampSeconds);
    }

    [Theory]
    [InlineData("website", SourceKind.Website)]
    [InlineData("link", SourceKind.Link)]
    [InlineData("pixel", SourceKind.Pixel)]
    public void The_source_keeps_its_kind_and_its_case(string field, SourceKind kind)
    {
        const string Id = "AAAAAAAA-2222-4333-8444-bbbbbbbbbbbb";
        var parsed = Send($$$"""{"type":"identify","payload":{"{{{field}}}":"{{{Id}}}"}}""");
        Assert.Equal((kind, Guid.Parse(Id), PayloadType.Identify), (parsed.Payload.SourceKind, parsed.Payload.SourceId, parsed.Payload.Type));
        Assert.Equal(Id, parsed.Field(PayloadField.Source));
    }

    [Theory]
    [InlineData("\"1700000000\"", 1700000000)]
    [InlineData("null", 0)]
    [InlineData("\"\"", 0)]
    [InlineData("true", 1)]
    [InlineData("-5", -5)]
    [InlineData("\" 0x1F \"", 31)]
    [InlineData("\"0b101\"", 5)]
    [InlineData("\"0o17\"", 15)]
    [InlineData("\"\\ufeff\\u00a07\\u3000\\u2029\"", 7)]
    [InlineData("\"1e3\"", 1000)]
    [InlineData("[[\"+8.\"]]", 8)]
    [InlineData("1e15", 1e15)]
    public void Timestamps_are_coerced_as_javascript_does(string json, double seconds) =>
        Assert.Equal(seconds, Send(Message($"\"timestamp\":{json}")).Payload.TimestampSeconds);

    [Theory]
    [InlineData("a\\ud800b", "a\uFFFDb")]
    [InlineData("\\udc00\\ud83d", "\uFFFD\uFFFD")]
    [InlineData("\\ud83d\\ud83d\\ude00", "\uFFFD\U0001F600")]
    [InlineData("\\ud83dx\\ude00", "\uFFFDx\uFFFD")]
    [InlineData("\\u0000\\n\\\"\\\\\\/\\b\\f\\r\\t", "\0\n\"\\/\b\f\r\t")]
    [InlineData("\\u00e9\\u20AC", "é€")]
    public void Escapes_are_resolved(string json, string text) =>
        Assert.Equal(text, Send(Message($"\"title\":\"{json}\"")).Field(PayloadField.Title));

    [Theory]
    [InlineData(new byte[] { 0xFF }, "\uFFFD")]
    [InlineData(new byte[] { 0xE2, 0x82 }, "\uFFFD")]
    [InlineData(new byte[] { 0xE2, 0x82, 0x41 }, "\uFFFDA")]
    [InlineData(new byte[] { 0xF0, 0x9F, 0x98, 0xC3, 0xA9 }, "\uFFFDé")]
    [InlineData(new byte[] { 0xC0, 0x80 }, "\uFFFD\uFFFD")]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, "\uFFFD\uFFFD\uFFFD")]
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 }, "\uFFFD\uFFFD\uFFFD\uFFFD")]
    public void Invalid_utf8_becomes_replacement_characters(byte[] bytes, string text)
    {
        var parts = Message("\"title\":\"#\",\"data\":{\"k\":\"#\"}").Split('#').Select(Encoding.UTF8.GetBytes).ToArray();
        var parsed = Send([.. parts[0], .. bytes, .. parts[1], .. bytes, .. parts[2]]);
        Assert.Equal(text, parsed.Field(PayloadField.Title));
        Assert.Equal($"{{\"k\":\"{text}\"}}", parsed.Field(PayloadField.Data));
    }

    [Fact]
    public void A_byte_order_mark_is_skipped() =>
        Assert.Equal(RejectionReason.None, Send([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Message("\"url\":\"/\""))]).Outcome.Reason);

    [Fact]
    public void Every_fault_is_told_at_once()
    {
        var error = Send("""{"type":"x","payload":{"website":"bad","lcp":-1,"name":"NNN","url":"http://","hostname":7}}""".Replace("NNN", new string('n', 51), StringComparison.Ordinal)).Error;
        Assert.Equal(
            """{"error":{"message":"Bad request","code":"bad-request","status":400,"errors":[],"properties":{"type":{"errors":["Invalid option: expected one of \"event\"|\"identify\"|\"performance\""]},"payload":{"errors":[],"properties":{"website":{"errors":["Invalid UUID"]},"hostname":{"errors":["Invalid input: expected string, received number"]},"url":{"errors":["Invalid URL."]},"name":{"errors":["Too big: expected string to have <=50 characters"]},"lcp":{"errors":["Too small: expected number to be >=0"]}}}}}}""",
            error);
    }

    [Fact]
    public void Formula_like_names_are_accepted_as_umami_3_1_does() =>
        Assert.Equal("=1+1", Send(Message("\"name\":\"=1+1\",\"tag\":\"@x\"")).Field(PayloadField.Name));

    [Fact]
    public void A_later_payload_replaces_an_earlier_one_whole()
    {
        var parsed = Send($$$"""{"payload":{"url":"http://","title":"old","lcp":5},"type":"event","payload":{"website":"{{{Website}}}"}}""");
        Assert.Equal(RejectionReason.None, parsed.Outcome.Reason);
        Assert.False(parsed.Payload.Has(PayloadField.Title));
        Assert.Equal(double.NaN, parsed.Payload.Vital(VitalField.Lcp));
    }

    [Fact]
    public void An_invalid_item_keeps_its_place_in_the_batch()
    {
        var parsed = Batch($"[{Message("\"url\":\"/a\"")},{{}},{Message("\"url\":\"/b\"")}]");
        Assert.True(parsed.Request.IsBatch);
        Assert.Equal([RejectionReason.None, RejectionReason.Invalid, RejectionReason.None], Enumerable.Range(0, 3).Select(i => parsed.Request.Result(i).Reason));
        Assert.Equal("/b", Encoding.UTF8.GetString(parsed.Request.Payload(2)[PayloadField.Url]));
    }

    [Fact]
    public void A_batch_of_too_many_items_is_refused_as_a_whole()
    {
        var items = Enumerable.Repeat("{}", ItemsMax).ToArray();
        Assert.Equal(RejectionReason.None, Batch($"[{string.Join(',', items)}]").Outcome.Reason);
        Assert.Equal(RejectionReason.TooManyItems, Batch($"[{string.Join(',', items)},{{}}]").Outcome.Reason);
    }
}
