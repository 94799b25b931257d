using System.Diagnostics;
using System.Text;
using Ingest.Core.Intake;
using Ingest.Core.Intake.Parsing;
using static Ingest.Tests.Intake.Parsing.ParsedBody;

namespace Ingest.Tests.Intake.Parsing;

/// <summary>Bodies made to hurt: each has an answer, in bounded memory.</summary>
public sealed class HostileBodyTests
{
    private const string NotJson =
        """{"error":{"message":"Bad request","code":"bad-request","status":400,"errors":["Invalid input: expected object, received undefined"]}}""";

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public void Nesting_beyond_the_limit_is_not_json(string open, string close)
    {
        const int Deep = 100_000;
        Assert.Equal(NotJson, Send(Message($"\"data\":{{\"a\":{Repeat(open, Deep)}1{Repeat(close, Deep)}}}")).Error);
        Assert.Equal(NotJson, Send(Repeat(open, Deep)).Error);
        Assert.Equal(NotJson, Send(Message($"\"timestamp\":{Repeat(open, Deep)}1{Repeat(close, Deep)}")).Error);
    }

    [Fact]
    public void Nesting_up_to_the_limit_is_accepted()
    {
        // The message, its payload and the data object are three levels.
        var inner = PayloadParser.DepthMax - 3;
        Assert.Equal(RejectionReason.None, Send(Message($"\"data\":{{\"a\":{Repeat("[", inner)}{Repeat("]", inner)}}}")).Outcome.Reason);
        Assert.Equal(NotJson, Send(Message($"\"data\":{{\"a\":{Repeat("[", inner + 1)}{Repeat("]", inner + 1)}}}")).Error);
        Assert.Equal(0, Send(Message($"\"timestamp\":{Repeat("[", inner)}{Repeat("]", inner)}")).Payload.TimestampSeconds);
    }

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("1e99999999999999999999")]
    public void Huge_numbers_are_kept_in_data_and_refused_elsewhere(string number)
    {
        Assert.Equal($"{{\"n\":{number}}}", Send(Message($"\"data\":{{\"n\":{number}}}")).Field(PayloadField.Data));
        Assert.Contains("expected number, received number", Send(Message($"\"lcp\":{number}")).Error, StringComparison.Ordinal);
        Assert.Contains("expected number, received number", Send(Message($"\"timestamp\":{number}")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_of_a_million_digits_is_read_in_linear_time()
    {
        var digits = new string('9', 1_000_000);
        var clock = Stopwatch.StartNew();
        Assert.Equal(RejectionReason.Invalid, Send(Message($"\"timestamp\":{digits}")).Outcome.Reason);
        Assert.Equal(RejectionReason.Invalid, Send(Message($"\"timestamp\":\"{digits}\"")).Outcome.Reason);
        Assert.Equal(RejectionReason.None, Send(Message($"\"lcp\":0.{digits}")).Outcome.Reason);

        // Milliseconds when linear, hours when quadratic.
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Many_keys_and_long_keys_are_skipped()
    {
        var keys = string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"k{i}\":{i}"));
        var long_ = new string('k', 1_000_000);
        Assert.Equal(RejectionReason.None, Send(Message(keys)).Outcome.Reason);
        Assert.Equal(RejectionReason.None, Send(Message($"\"{long_}\":1,\"\\u0061{long_}\":2")).Outcome.Reason);
        var data = Send(Message($"\"data\":{{{keys},\"{long_}\":1}}"));
        Assert.EndsWith("k\":1}", data.Field(PayloadField.Data), StringComparison.Ordinal);
    }

    [Fact]
    public void Prototype_keys_are_keys_like_any_other()
    {
        Assert.Equal(RejectionReason.None, Send(Message("\"__proto__\":{\"url\":5},\"constructor\":1,\"data\":{\"__proto__\":1}")).Outcome.Reason);
        Assert.Equal(RejectionReason.Invalid, Send($"{{\"type\":\"event\",\"payload\":{{\"__proto__\":{{\"website\":\"{Website}\"}}}}}}").Outcome.Reason);
    }

    [Fact]
    public void A_full_batch_with_bad_items_answers_each_of_them()
    {
        var bad = new HashSet<int> { 0, 1, 777, 2500, 4999 };
        var body = $"[{string.Join(',', Enumerable.Range(0, ItemsMax).Select(i => Message(bad.Contains(i) ? "\"url\":7" : $"\"url\":\"/{i}\"")))}]";
        var parsed = Batch(body);
        Assert.Equal(ItemsMax, parsed.Request.Count);
        for (var i = 0; i < ItemsMax; i++)
        {
            Assert.Equal(bad.Contains(i), parsed.Request.Result(i).Reason == RejectionReason.Invalid);
            Assert.Equal(bad.Contains(i) ? "" : $"/{i}", Encoding.UTF8.GetString(parsed.Request.Payload(i)[PayloadField.Url]));
        }
    }

    [Fact]
    public void Bytes_that_are_no_utf8_cost_at_most_a_few_times_their_length()
    {
        var body = Encoding.UTF8.GetBytes(Message($"\"title\":\"{new string('#', 1_000_000)}\""));
        body.AsSpan().Replace((byte)'#', (byte)0xFF);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var parsed = Send(body);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * body.Length);
        Assert.Equal(3_000_000, parsed.Payload[PayloadField.Title].Length);
    }

    private static string Repeat(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();
}
