using System.Text.Json.Nodes;
using Ingest.Core.Intake;

namespace Ingest.Tests.Intake.Parsing;

/// <summary>The requests recorded against Umami 3.1.0, as far as the parser answers them.</summary>
public sealed class RecordedVectorsTests
{
    private static readonly JsonArray Cases =
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "umami-3.1-vectors.json")))!["cases"]!.AsArray();

    [Fact]
    public void Every_recorded_refusal_is_answered_with_the_same_body()
    {
        var refusals = Posts().Where(test => (int)test["status"]! == 400 && !IsUnknownSite(test)).ToArray();
        Assert.True(refusals.Length >= 25);
        foreach (var test in refusals)
        {
            var parsed = Parse(test);
            Assert.Equal(RejectionReason.Invalid, parsed.Outcome.Reason);
            AssertSame(test, test["response"]!, parsed.Error);
        }
    }

    // Status 500 too: what Umami lost to column sizes and bad dates is accepted here, and cut later.
    [Fact]
    public void Every_other_recorded_message_is_accepted()
    {
        var accepted = Posts().Where(test => (int)test["status"]! is 200 or 500 || IsUnknownSite(test)).ToArray();
        Assert.True(accepted.Length >= 130);
        Assert.All(accepted, test => Assert.Equal((Case(test), RejectionReason.None), (Case(test), Parse(test).Outcome.Reason)));
    }

    [Fact]
    public void Items_of_a_batch_are_answered_one_by_one()
    {
        var test = Cases.Single(test => Case(test!) == "batch mixed")!;
        var parsed = Parse(test);
        Assert.Equal((int)test["response"]!["size"]!, parsed.Request.Count);
        foreach (var detail in test["response"]!["details"]!.AsArray().Where(detail => !IsUnknownSite(detail!)))
        {
            var index = (int)detail!["index"]!;
            Assert.Equal(RejectionReason.Invalid, parsed.Request.Result(index).Reason);
            AssertSame(test, detail["response"]!, parsed.ItemError(index));
        }

        Assert.Equal(2, Enumerable.Range(0, parsed.Request.Count).Count(i => parsed.Request.Result(i).Reason == RejectionReason.Invalid));
    }

    private static IEnumerable<JsonNode> Posts() =>
        Cases.Select(test => test!).Where(test => (string)test["method"]! == "POST" && !IsBytes(test) && !((string)test["path"]!).EndsWith('/'));

    // Requests that JSON cannot carry are in the parser's own tests.
    private static bool IsBytes(JsonNode test) => test["request"] is JsonValue value && ((string)value!).StartsWith("<bytes", StringComparison.Ordinal);

    private static bool IsUnknownSite(JsonNode test) => test["response"] is JsonObject reply && (string?)reply["error"]?["message"] == "Website not found.";

    private static string Case(JsonNode test) => (string)test["case"]!;

    private static ParsedBody Parse(JsonNode test)
    {
        var body = test["request"] is JsonValue text ? (string)text! : test["request"]!.ToJsonString();
        return ((string)test["path"]!).StartsWith("/api/batch", StringComparison.Ordinal) ? ParsedBody.Batch(body) : ParsedBody.Send(body);
    }

    private static void AssertSame(JsonNode test, JsonNode expected, string actual) =>
        Assert.Equal((Case(test), Plain(expected)), (Case(test), Plain(JsonNode.Parse(actual)!)));

    private static string Plain(JsonNode node) => node.ToJsonString();
}
