using System.Text;
using System.Text.Json.Nodes;
using Ingest.Commands.Import;

namespace Ingest.Tests.Commands.Import;

public sealed class MessageBuilderTests
{
    private const string Site = "0198c0de-0000-7000-8000-000000000001";
    private const string Other = "11111111-2222-4333-8444-555555555555";

    private readonly MessageBuilder _builder = new(Guid.Parse(Site));

    [Fact]
    public void A_bare_payload_becomes_an_event_with_what_it_lacks()
    {
        var message = Build("""{"url":"/a","timestamp":1700000000}""");
        Assert.Equal("event", (string?)message["type"]);
        Assert.Equal(
            $$"""{"url":"/a","timestamp":1700000000,"website":"{{Site}}","eventId":"{{LineEventId.Of("""{"url":"/a","timestamp":1700000000}"""u8, 7)}}","ip":"0.0.0.0"}""",
            message["payload"]!.ToJsonString());
    }

    [Theory]
    [InlineData($$"""{"payload":{"website":"{{Other}}","eventId":"{{Other}}","ip":"1.2.3.4","timestamp":1}, "type": "identify" }""")]
    [InlineData($$"""{"type":"performance","payload":{"\u0070ixel":"{{Other}}","event\u0049d":"{{Other}}","ip":"1.2.3.4","timestamp":1} }""")]
    public void A_message_that_has_everything_is_sent_as_it_is(string line)
    {
        var (expected, actual) = (JsonNode.Parse(line)!, Build(line));
        Assert.Equal((string?)expected["type"], (string?)actual["type"]);
        Assert.Equal(expected["payload"]!.ToJsonString(), actual["payload"]!.ToJsonString());
    }

    [Theory]
    [InlineData("not JSON", "invalid", "not JSON")]
    [InlineData("[1]", "invalid", "expected object, received array")]
    [InlineData("""{"url":"/a"}""", "no-timestamp", "payload.timestamp: missing")]
    [InlineData("""{"timestamp":1700000000000}""", "no-timestamp", "not milliseconds")]
    [InlineData("""{"timestamp":1,"url":"http://"}""", "invalid", "payload.url: Invalid URL.")]
    [InlineData("""{"timestamp":1,"eventId":"17"}""", "invalid", "payload.eventId: Invalid UUID")]
    [InlineData("""{"payload":{"timestamp":1}}""", "invalid", "type: Invalid option")]
    [InlineData("""{"type":"event","payload":7}""", "invalid", "payload: Invalid input: expected object, received number")]
    public void What_cannot_be_stored_is_told_before_it_is_sent(string line, string reason, string text)
    {
        Assert.False(_builder.TryBuild(new ImportLine(7, Encoding.UTF8.GetBytes(line)), out _, out var fault));
        Assert.Equal(reason, fault.Reason);
        Assert.Contains(text, fault.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_site_a_line_has_to_name_its_own()
    {
        Assert.False(new MessageBuilder(site: null).TryBuild(new ImportLine(1, """{"timestamp":1}"""u8.ToArray()), out _, out var fault));
        Assert.Equal("payload.website: Exactly one of website, link, or pixel must be provided", fault.Text);
    }

    [Fact]
    public void The_id_of_a_line_is_of_its_bytes_and_its_number_for_ever()
    {
        // SHA-256 of "a" and the number 1, eight bytes little-endian, by another implementation.
        Assert.Equal(Guid.Parse("91fe2df3-5ac4-8e7a-9dd1-adbaa5ac9393"), LineEventId.Of("a"u8, 1));
        Assert.NotEqual(LineEventId.Of("a"u8, 1), LineEventId.Of("a"u8, 2));
        Assert.Equal(8, LineEventId.Of("b"u8, 1).Version);
    }

    private JsonNode Build(string line)
    {
        Assert.True(_builder.TryBuild(new ImportLine(7, Encoding.UTF8.GetBytes(line)), out var item, out var fault), fault.Text);
        return JsonNode.Parse(item.Message)!;
    }
}
