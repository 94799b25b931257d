using Ingest.Core.Intake;
using static Ingest.Tests.Intake.Parsing.ParsedBody;

namespace Ingest.Tests.Intake.Parsing;

/// <summary>The one field that Umami does not have: the caller's own id of the event.</summary>
public sealed class EventIdTests
{
    private const string Id = "0198c0de-0000-7000-8000-00000000000a";

    [Theory]
    [InlineData(Id)]
    [InlineData("0198C0DE-0000-8000-B000-00000000000A")]
    [InlineData("11111111-2222-4333-8444-555555555555")]
    public void The_callers_id_is_taken(string id)
    {
        var parsed = Send(Message($"\"eventId\":\"{id}\""));
        Assert.Equal((RejectionReason.None, Guid.Parse(id)), (parsed.Outcome.Reason, parsed.Payload.EventId));
    }

    [Fact]
    public void Without_one_there_is_none() => Assert.Equal(Guid.Empty, Send(Message("\"url\":\"/\"")).Payload.EventId);

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"order-17\"")]
    [InlineData("\"0198c0de00007000800000000000000a\"")]
    [InlineData("\"0198c0de-0000-9000-8000-00000000000a\"")]
    [InlineData("\"00000000-0000-0000-0000-000000000000\"")]
    [InlineData("\"ffffffff-ffff-ffff-ffff-ffffffffffff\"")]
    public void What_is_no_UUID_is_refused(string json) =>
        Assert.Equal(Fault("Invalid UUID: expected one of RFC 9562, versions 1 to 8, neither nil nor max"), Send(Message($"\"eventId\":{json}")).Error);

    [Theory]
    [InlineData("null", "null")]
    [InlineData("17", "number")]
    [InlineData("[]", "array")]
    public void What_is_no_string_is_refused(string json, string kind) =>
        Assert.Equal(Fault($"Invalid input: expected string, received {kind}"), Send(Message($"\"eventId\":{json}")).Error);

    [Fact]
    public void Of_two_the_last_counts()
    {
        Assert.Equal(Guid.Parse(Id), Send(Message($"\"eventId\":\"x\",\"eventId\":\"{Id}\"")).Payload.EventId);
        Assert.Equal(RejectionReason.Invalid, Send(Message($"\"eventId\":\"{Id}\",\"eventId\":\"x\"")).Outcome.Reason);
    }

    [Theory]
    [InlineData("\"timestamp\":1700000000", true)]
    [InlineData("\"timestamp\":0", false)]
    [InlineData("\"timestamp\":null", false)]
    [InlineData("\"url\":\"/\"", false)]
    public void With_a_timestamp_it_makes_the_event_repeatable(string field, bool isRepeatable) =>
        Assert.Equal(isRepeatable, Send(Message($"\"eventId\":\"{Id}\",{field}")).Payload.IsRepeatable);

    private static string Fault(string text) =>
        $$$$$$$"""{"error":{"message":"Bad request","code":"bad-request","status":400,"errors":[],"properties":{"payload":{"errors":[],"properties":{"eventId":{"errors":["{{{{{{{text}}}}}}}"]}}}}}}""";
}
