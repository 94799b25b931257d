using System.Text;
using System.Text.Json;
using Ingest.Core.Enrichment.Clients;
using Ingest.Load.Running;
using Ingest.Load.Traffic;

namespace Ingest.Tests.Load;

/// <summary>What visitors send: reproducible, well-formed, and of the size and mix that it claims.</summary>
public sealed class TrafficTests
{
    private const int Requests = 3000;

    private static readonly LoadPlan Plan = new()
    {
        Target = new Uri("http://collect.example:8080"),
        Sites = [Guid.Parse("11111111-2222-4333-8444-555555555555"), Guid.Parse("0198c0de-0000-7000-8000-000000000001")],
        Connections = 3,
        Visitors = 100,
    };

    [Fact]
    public void The_same_seed_makes_the_same_requests_and_another_seed_others()
    {
        Assert.Equal(Make(Plan, lane: 1), Make(Plan, lane: 1));
        Assert.NotEqual(Make(Plan, lane: 1), Make(Plan with { Seed = 2 }, lane: 1));
        Assert.NotEqual(Make(Plan, lane: 1), Make(Plan, lane: 2));
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(1, "load-1")]
    [InlineData(7, "")]
    [InlineData(7, "load-1")]
    public void Every_request_is_whole_and_every_message_valid(int batchSize, string marker)
    {
        foreach (var request in Make(Plan with { BatchSize = batchSize, Marker = marker }, lane: 0))
        {
            var (head, body) = Split(request);
            Assert.StartsWith(batchSize == 1 ? "POST /api/send HTTP/1.1\r\nHost: collect.example:8080\r\n" : "POST /api/batch HTTP/1.1\r\n", head, StringComparison.Ordinal);
            Assert.EndsWith($"\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}", head, StringComparison.Ordinal);
            var json = JsonDocument.Parse(body).RootElement;
            Assert.All(Messages(json), message => Assert.Contains(message.GetProperty("payload").GetProperty("website").GetGuid(), Plan.Sites));
            Assert.Equal(batchSize, Messages(json).Count());
        }
    }

    [Fact]
    public void A_page_view_has_some_330_bytes_and_most_messages_are_page_views()
    {
        var bodies = Make(Plan, lane: 0).Select(request => Split(request).Body).ToList();
        var views = bodies.Where(body => !body.Contains("\"name\"", StringComparison.Ordinal) && !body.Contains("\"identify\"", StringComparison.Ordinal)).ToList();
        Assert.InRange(views.Average(body => body.Length), 300, 360);
        Assert.InRange((double)views.Count / bodies.Count, 0.7, 0.9);
        Assert.InRange(bodies.Count(body => body.Contains("\"revenue\"", StringComparison.Ordinal)), 1, Requests / 10);
        Assert.InRange(bodies.Count(body => body.Contains("\"identify\"", StringComparison.Ordinal)), 1, Requests / 10);
    }

    [Fact]
    public void The_token_of_a_reply_comes_back_until_the_visit_is_over()
    {
        var lane = new Lane(Plan, new MessageWriter(Plan.Sites, "", namesClient: false), 0);
        var (writer, with) = (new RequestWriter(Plan), 0);
        for (var i = 0; i < Requests; i++)
        {
            var request = Encoding.ASCII.GetString(writer.Next(lane));
            var client = request.Split("\r\n").Single(line => line.StartsWith("X-Forwarded-For: ", StringComparison.Ordinal));
            var token = request.Split("\r\n").SingleOrDefault(line => line.StartsWith("x-umami-cache: ", StringComparison.Ordinal));
            Assert.True(token is null || token.EndsWith(client, StringComparison.Ordinal), "a token that another visitor was given");
            with += token is null ? 0 : 1;
            lane.Last.Keep(Encoding.ASCII.GetBytes($"token of {client}"));
        }

        Assert.InRange((double)with / Requests, 0.5, 0.9);
    }

    [Fact]
    public void Marked_messages_are_numbered_without_gaps_and_no_two_lanes_alike()
    {
        var marked = Plan with { Marker = "load-1" };
        var numbers = Enumerable.Range(0, 2).SelectMany(lane => Make(marked, lane)).Select(Number).ToList();
        Assert.Equal(2 * Requests, numbers.Distinct().Count());
        Assert.Equal(Enumerable.Range(0, Requests).Select(n => (ulong)n), numbers.Take(Requests));
    }

    [Fact]
    public void No_visitor_is_a_bot_and_there_are_some_200_of_them()
    {
        var bots = new BotPatterns(BotPatterns.Embedded);
        Assert.InRange(UserAgents.All.Count, 180, 260);
        Assert.Equal(UserAgents.All.Count, UserAgents.All.Select(agent => Encoding.ASCII.GetString(agent.Text)).Distinct().Count());
        Assert.DoesNotContain(UserAgents.All, agent => bots.Find(agent.Text) is not null);
    }

    [Fact]
    public void The_simple_request_is_always_the_same()
    {
        var requests = Make(Plan with { IsSimple = true }, lane: 0).Distinct().ToList();
        Assert.Equal(330, Split(Assert.Single(requests)).Body.Length);
    }

    private static List<string> Make(LoadPlan plan, int lane)
    {
        var visitors = new Lane(plan, new MessageWriter(plan.Sites, plan.Marker, namesClient: plan.BatchSize > 1), lane);
        var writer = new RequestWriter(plan);
        return [.. Enumerable.Range(0, Requests).Select(_ => Encoding.UTF8.GetString(writer.Next(visitors)))];
    }

    private static (string Head, string Body) Split(string request)
    {
        var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (request[..end], request[(end + 4)..]);
    }

    private static IEnumerable<JsonElement> Messages(JsonElement body) => body.ValueKind == JsonValueKind.Array ? body.EnumerateArray() : [body];

    private static ulong Number(string request)
    {
        var payload = JsonDocument.Parse(Split(request).Body).RootElement.GetProperty("payload");
        return payload.TryGetProperty("data", out var data) && data.TryGetProperty("run", out var run)
            ? ulong.Parse(run.GetString() == "load-1" ? data.GetProperty("n").GetString()! : "")
            : ulong.Parse(payload.GetProperty("url").GetString()!.Split("n=")[^1]);
    }
}
