using System.Text.Json.Nodes;
using Ingest.Core.Intake;

namespace Ingest.Tests.Intake.Parsing;

/// <summary>Bodies of our own with the error trees that zod, the schema library of Umami 3.1, gives for its schema.</summary>
public sealed class SchemaCasesTests
{
    private static readonly JsonArray Cases =
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "schema-cases.json")))!["cases"]!.AsArray();


    [Fact]
    public void Every_body_gets_the_answer_of_the_schema_library()
    {
        Assert.True(Cases.Count > 700);
        var differences = Cases.Select(Difference).Where(difference => difference is not null).Take(5);
        var text = string.Join("\n", differences);
        Assert.True(text.Length == 0, text);
    }

    private static string? Difference(JsonNode? test)
    {
        var body = (string)test!["body"]!;
        var parsed = (string)test["path"]! == "batch" ? ParsedBody.Batch(body) : ParsedBody.Send(body);
        var expected = test["tree"] is JsonObject tree ? Reply(tree) : "";
        var isSame = parsed.Error == expected && (expected.Length > 0) == (parsed.Outcome.Reason == RejectionReason.Invalid);
        return isSame ? null : $"{body}\n  expected {expected}\n  actual   {parsed.Error}";
    }

    private static string Reply(JsonObject tree)
    {
        var error = new JsonObject { ["message"] = "Bad request", ["code"] = "bad-request", ["status"] = 400 };
        foreach (var (name, value) in tree)
        {
            error[name] = value!.DeepClone();
        }

        return new JsonObject { ["error"] = error }.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
