using System.Net;
using Ingest.Core.Batching;
using Ingest.Core.Intake;
using Ingest.Core.Limits;
using Ingest.Core.Log.Records;
using Ingest.Core.Sites;

namespace Ingest.Tests.Endpoints;

/// <summary>Invariant 2: every event that is not stored has one reason in the reply, and one count of the same reason.</summary>
public sealed class DropTests
{
    private const string WrongField = ",\"title\":1";

    private static readonly Dictionary<string, Func<DropHost, Task<HttpResponseMessage>>> Ways = new(StringComparer.Ordinal)
    {
        ["no json"] = host => host.SendAsync("{"),
        ["wrong field"] = host => host.SendAsync(host.Message(extra: WrongField)),
        ["no such site"] = host => host.SendAsync(host.Message(Guid.NewGuid())),
        ["bot"] = host => host.SendAsync(host.Message(), agent: "curl/8.4.0"),
        ["ignored address"] = host => host.SendAsync(host.Message(extra: $",\"ip\":\"{DropHost.BlockedAddress}\"")),
        ["body"] = host => host.SendAsync(new string(' ', DropHost.SendBytesMax + 1)),
        ["record"] = host => host.SendAsync(host.Message(extra: $",\"data\":{{{Wide()}}}")),
        ["items"] = host => host.SendAsync($"[{string.Join(',', Enumerable.Repeat(host.Message(), 4))}]", "/api/batch"),
        ["encoding"] = host => host.SendAsync(host.Message(), encoding: "lzma"),
        ["budget"] = host =>
        {
            Assert.True(host.Pipeline.Budget.TryCover(new IntakeRequest(), new IntakeOptions().PendingBytesMax));
            return host.SendAsync($"[{host.Message()}{new string(' ', 100_000)}]", "/api/batch");
        },
        ["log"] = host =>
        {
            host.Log.Break("the disk is gone");
            return host.SendAsync(host.Message());
        },
        ["full log"] = host =>
        {
            host.Log.Disk.FreeBytes = 0;
            return host.SendAsync(host.Message());
        },
        ["known event"] = async host =>
        {
            var message = host.Message(extra: $",\"eventId\":\"{Guid.NewGuid()}\"");
            using var first = await host.SendAsync(message);
            Assert.False(first.Headers.Contains("X-Ingest-Dropped"));
            return await host.SendAsync(message);
        },
        ["closed queue"] = host =>
        {
            host.Pipeline.Queue.Close();
            return host.SendAsync(host.Message());
        },
        ["other page"] = async host =>
        {
            await host.Sites.UpdateAsync(host.Site, site => site with { Domains = ["shop.example"] });
            return await host.SendAsync(host.Message(), headers: ("Origin", "https://evil.example"));
        },
        ["timestamp"] = async host =>
        {
            await host.Sites.UpdateAsync(host.Site, site => site with { Settings = new SiteSettings { Timestamps = SiteTimestamps.None } });
            return await host.SendAsync(host.Message(extra: ",\"timestamp\":1700000000"));
        },
        ["address"] = async host =>
        {
            using var first = await host.SendAsync(host.Message(), headers: ("X-Forwarded-For", "203.0.113.1"));
            Assert.False(first.Headers.Contains("X-Ingest-Dropped"));
            return await host.SendAsync(host.Message(), headers: ("X-Forwarded-For", "203.0.113.1"));
        },
        ["site"] = async host =>
        {
            await host.Sites.UpdateAsync(host.Site, site => site with { Settings = new SiteSettings { EventsPerSecond = 0.001 } });
            using var first = await host.SendAsync(host.Message(), headers: ("X-Forwarded-For", "203.0.113.1"));
            Assert.False(first.Headers.Contains("X-Ingest-Dropped"));
            return await host.SendAsync(host.Message(), headers: ("X-Forwarded-For", "203.0.113.2"));
        },
        ["key"] = host => host.SendAsync(host.Message(), headers: ("Authorization", "Bearer ingest_nothing")),
        ["our fault"] = host =>
        {
            host.Clock.IsBroken = true;
            return host.SendAsync(host.Message());
        },
    };

    [Theory]
    [InlineData("no json", RejectionReason.Invalid, "intake", false)]
    [InlineData("wrong field", RejectionReason.Invalid, "intake", true)]
    [InlineData("no such site", RejectionReason.UnknownSite, "site", false)]
    [InlineData("bot", RejectionReason.Bot, "bot", true)]
    [InlineData("ignored address", RejectionReason.BlockedAddress, "address", true)]
    [InlineData("body", RejectionReason.TooLarge, "intake", false)]
    [InlineData("record", RejectionReason.TooLarge, "log", true)]
    [InlineData("items", RejectionReason.TooManyItems, "intake", false)]
    [InlineData("encoding", RejectionReason.UnknownEncoding, "intake", false)]
    [InlineData("budget", RejectionReason.Overloaded, "intake", false)]
    [InlineData("log", RejectionReason.LogUnavailable, "log", true)]
    [InlineData("full log", RejectionReason.LogFull, "log", true)]
    [InlineData("known event", RejectionReason.Duplicate, "log", true)]
    [InlineData("closed queue", RejectionReason.Stopping, "intake", true)]
    [InlineData("other page", RejectionReason.ForeignOrigin, "origin", true)]
    [InlineData("timestamp", RejectionReason.Timestamp, "site", true)]
    [InlineData("address", RejectionReason.AddressRate, "intake", true)]
    [InlineData("site", RejectionReason.SiteRate, "site", true)]
    [InlineData("key", RejectionReason.WrongKey, "intake", false)]
    [InlineData("our fault", RejectionReason.Fault, "intake", false)]
    public async Task Each_reason_is_in_the_reply_and_counted_once(string way, RejectionReason reason, string stage, bool hasSite)
    {
        await using var host = await DropHost.StartAsync(new DropHostOptions { Limits = new RateLimitOptions { AddressPerSecond = 0.001, AddressBurst = 1 } });
        using var reply = await Ways[way](host);
        Assert.Equal(RejectionNames.Of(reason), reply.Headers.GetValues("X-Ingest-Dropped").Single());
        var (key, events) = host.Pipeline.Drops.Snapshot().Single();
        Assert.Equal((hasSite ? host.Site : Guid.Empty, stage, reason, 1), (key.SiteId, key.Stage, key.Reason, events));
    }

    [Fact]
    public async Task A_worker_that_fails_costs_its_request_and_readiness_and_the_next_goes_by_the_queue()
    {
        var appends = 0;
        await using var host = await DropHost.StartAsync(new DropHostOptions
        {
            OnAppend = () =>
            {
                if (Interlocked.Increment(ref appends) == 1)
                {
                    throw new InvalidOperationException("a fault of ours");
                }
            },
        });
        using var failed = await host.SendAsync(host.Message());
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        var (key, events) = host.Pipeline.Drops.Snapshot().Single();
        Assert.Equal(("intake", RejectionReason.Fault, 1), (key.Stage, key.Reason, events));
        Assert.Contains(host.Pipeline.Readiness.Evaluate(), check => check.Reason?.Contains("enrichment worker", StringComparison.Ordinal) == true);

        using var stored = await host.SendAsync(host.Message());
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        Assert.Contains("sessionId", await stored.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stored_event_is_counted_nowhere()
    {
        await using var host = await DropHost.StartAsync();
        using var reply = await host.SendAsync(host.Message());
        Assert.False(reply.Headers.Contains("X-Ingest-Dropped"));
        Assert.Empty(host.Pipeline.Drops.Snapshot());
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"ip\":\"" + DropHost.BlockedAddress + "\"")]
    public async Task A_bot_that_is_kept_aside_is_answered_and_counted_as_any_other(string extra)
    {
        await using var host = await DropHost.StartAsync(new DropHostOptions { KeepsBots = true });
        using var reply = await host.SendAsync(host.Message(extra: extra), agent: "curl/8.4.0");
        Assert.Equal("""{"beep":"boop"}""", await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("bot", reply.Headers.GetValues("X-Ingest-Dropped").Single());
        var (key, events) = host.Pipeline.Drops.Snapshot().Single();
        Assert.Equal((host.Site, "bot", RejectionReason.Bot, 1), (key.SiteId, key.Stage, key.Reason, events));

        var batch = new EventBatch();
        using var reader = host.Log.OpenReader(0);
        while (reader.TryRead(out var record))
        {
            Assert.True(RecordDecoder.TryDecode(record, batch));
        }

        // An address on the ignore list is not kept either.
        Assert.Equal(extra.Length == 0 ? 1 : 0, batch.Bots.Count);
        Assert.Equal(batch.SideCount, batch.Bots.Count);
        Assert.Equal(0, batch.RowCount);
    }

    [Fact]
    public async Task Each_event_of_a_batch_is_counted_by_its_own_reason()
    {
        await using var host = await DropHost.StartAsync();
        using var reply = await host.SendAsync($"[{host.Message()},{host.Message(Guid.NewGuid())},{host.Message(extra: WrongField)}]", "/api/batch");
        Assert.Equal("invalid, unknown-site", reply.Headers.GetValues("X-Ingest-Dropped").Single());
        Assert.Equal(
            [(host.Site, RejectionReason.Invalid, 1L), (Guid.Empty, RejectionReason.UnknownSite, 1L)],
            host.Pipeline.Drops.Snapshot().Select(count => (count.Key.SiteId, count.Key.Reason, count.Value)).OrderBy(count => count.Reason));
    }

    [Fact]
    public async Task A_batch_that_is_refused_as_a_whole_counts_no_event_twice()
    {
        await using var host = await DropHost.StartAsync();
        host.Pipeline.Queue.Close();
        using var reply = await host.SendAsync($"[{host.Message()},{host.Message()},{host.Message(extra: WrongField)}]", "/api/batch");
        Assert.Equal(
            [(RejectionReason.Invalid, 1L), (RejectionReason.Stopping, 2L)],
            host.Pipeline.Drops.Snapshot().Select(count => (count.Key.Reason, count.Value)).OrderBy(count => count.Reason));
    }

    // Values are cut to 500 units each: only many keys make a record of more than 4 KiB.
    private static string Wide() => string.Join(',', Enumerable.Range(0, 20).Select(i => $"\"k{i}\":\"{new string('y', 400)}\""));
}
