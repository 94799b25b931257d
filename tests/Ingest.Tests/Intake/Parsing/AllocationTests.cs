using System.Buffers;
using System.Text;
using Ingest.Core.Intake;
using Ingest.Core.Intake.Parsing;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Intake.Parsing;

/// <summary>Parsing allocates nothing once its request is warm: the pool of requests makes that the usual case.</summary>
public sealed class AllocationTests
{
    private const string Pageview = """
        {"type":"event","payload":{"website":"11111111-2222-4333-8444-555555555555","screen":"1920x1080","language":"en-US","title":"Pricing – Example","hostname":"example.com","url":"https://example.com/pricing?utm_source=news&utm_medium=mail#plans","referrer":"https://www.google.com/search?q=example"}}
        """;

    private const string CustomEvent = """
        {"type":"event","payload":{"website":"11111111-2222-4333-8444-555555555555","url":"/caf\u00e9","name":"Add to \"cart\"","tag":"b","id":"user-1","eventId":"0198c0de-0000-7000-8000-000000000001","timestamp":"1700000000","data":{"product":{"id":17,"name":"Caf\u00e9"},"price":19.99,"tags":["a","b"],"new":true}}}
        """;

    [Theory]
    [InlineData(Pageview, 0)]
    [InlineData(Pageview, 64)]
    [InlineData(CustomEvent, 0)]
    [InlineData(CustomEvent, 64)]
    public void A_message_is_parsed_without_allocating(string message, int segmentBytes)
    {
        var bytes = Encoding.UTF8.GetBytes(message);
        var body = segmentBytes == 0 ? Segments.Whole(bytes) : Segments.Every(bytes, segmentBytes);
        Assert.Equal(0, LeastAllocated(body, batch: false));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4096)]
    public void A_batch_is_parsed_without_allocating(int segmentBytes)
    {
        var bytes = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat(Pageview, 30).Concat(Enumerable.Repeat("{}", 5)))}]");
        var body = segmentBytes == 0 ? Segments.Whole(bytes) : Segments.Every(bytes, segmentBytes);
        Assert.Equal(0, LeastAllocated(body, batch: true));
    }

    private static long LeastAllocated(ReadOnlySequence<byte> body, bool batch)
    {
        var (request, refused) = (new IntakeRequest(), 0);
        var allocated = Allocations.Least(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                var outcome = batch ? PayloadParser.ParseBatch(body, 100, request) : PayloadParser.ParseSend(body, request);
                refused += outcome.Reason == RejectionReason.None ? 0 : 1;
                request.Clear();
            }
        });
        Assert.Equal(0, refused);
        return allocated;
    }
}
