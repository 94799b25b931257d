using System.Text;

namespace Ingest.Tests.Intake.Parsing;

/// <summary>Where a pipe happens to cut a body must not matter.</summary>
public sealed class SplitTests
{
    private static readonly byte[][] Bodies =
    [
        Encoding.UTF8.GetBytes("\uFEFF" + ParsedBody.Message("""
            "url":"/caf\u00e9?x=é","title":"😀\ud83d\ude00","data":{"k":[1.5e3,"é"]},"timestamp":" 0x1F ","lcp":1.25
            """)),
        [.. Encoding.UTF8.GetBytes("{\"type\":\"x\",\"payload\":{\"title\":\"a"), 0xF0, 0x9F, 0x98, .. Encoding.UTF8.GetBytes("\",\"url\":null,\"t\\u0061g\":\"é\"}}")],
        Encoding.UTF8.GetBytes("""{"type":"event","payload":{"url":tru}}"""),
    ];

    [Fact]
    public void Every_cut_into_two_and_three_segments_gives_the_same_result()
    {
        foreach (var body in Bodies)
        {
            var expected = ParsedBody.Send(body).Describe();
            for (var first = 0; first <= body.Length; first++)
            {
                Assert.Equal(expected, ParsedBody.Parse(Segments.Cut(body, first), batch: false).Describe());
                for (var second = first; second <= body.Length; second++)
                {
                    Assert.Equal(expected, ParsedBody.Parse(Segments.Cut(body, first, second), batch: false).Describe());
                }
            }
        }
    }

    [Fact]
    public void Every_cut_of_a_batch_into_two_segments_gives_the_same_result()
    {
        var body = Encoding.UTF8.GetBytes($"[{ParsedBody.Message("\"url\":\"/é\"")}, {{}}, {ParsedBody.Message("\"tag\":5")}]");
        var expected = ParsedBody.Parse(Segments.Whole(body), batch: true).Describe();
        for (var cut = 0; cut <= body.Length; cut++)
        {
            Assert.Equal(expected, ParsedBody.Parse(Segments.Cut(body, cut), batch: true).Describe());
        }
    }
}
