using System.Buffers;
using System.Text;
using Ingest.Core.Enrichment;
using Ingest.Core.Enrichment.EventValues;
using Ingest.Core.Events;
using Ingest.Core.Intake;
using Ingest.Core.Intake.Parsing;

namespace Ingest.Tests.Enrichment.EventValues;

public sealed class EventDataParsedTests
{
    [Theory]
    [InlineData("{\"a\":1,\"a\":2}", 1)]
    [InlineData("{\"\\ud800\":\"\\udc00\",\"b\":[\"\\ud800\"]}", 2)]
    [InlineData("{\"__proto__\":{\"a\":1},\"b\":1e400}", 1)]
    [InlineData("{ \n}", 0)]
    public void What_the_parser_admits_is_flattened(string data, int count) => Assert.Equal(count, Flatten(Encoding.UTF8.GetBytes(data)).Data.Count);

    [Fact]
    public void The_deepest_object_that_the_parser_admits_is_flattened()
    {
        var levels = PayloadParser.DepthMax - 2;
        var draft = Flatten(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels)));
        Assert.Equal("1.0000", Encoding.UTF8.GetString(draft.Arena[draft.Data.Single().Text]));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_pass_the_parser_and_are_replaced()
    {
        var draft = Flatten([.. "{\"k"u8, 0xFF, .. "\":\"a"u8, 0xE2, 0x82, .. "b\"}"u8]);
        Assert.Equal("a\uFFFDb", Encoding.UTF8.GetString(draft.Arena[draft.Data.Single().Text]));
    }

    private static EventDraft Flatten(byte[] data)
    {
        byte[] body = [.. "{\"type\":\"event\",\"payload\":{\"website\":\"11111111-2222-4333-8444-555555555555\",\"url\":\"/\",\"data\":"u8, .. data, .. "}}"u8];
        var request = new IntakeRequest();
        PayloadParser.ParseSend(new ReadOnlySequence<byte>(body), request);
        Assert.Equal((1, RejectionReason.None), (request.Count, request.Result(0).Reason));
        var context = new EnrichmentContext();
        context.Start(request, 0);
        Assert.Equal(RejectionReason.None, new EventDataEnricher().Enrich(context));
        return context.Draft;
    }
}
