using Ingest.Core.Batching;
using Ingest.Core.Diagnostics.Drops;
using Ingest.Core.Enrichment;
using Ingest.Core.Events;
using Ingest.Core.Intake;
using Ingest.Core.Intake.EventIds;
using Ingest.Core.Log;
using Ingest.Core.Log.Records;
using Ingest.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Tests.Enrichment;

public sealed class EnrichmentWorkerTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly IntakeQueue _queue = new(capacity: 16, TimeSpan.FromSeconds(1), TimeProvider.System);
    private readonly MemoryEventLog _log = new();
    private readonly LogTally _tally = new();
    private readonly DropLedger _drops = new(_ => true, TimeProvider.System);
    private readonly List<string> _applied = [];
    private GroupCommitter _committer = null!;
    private Task _running = Task.CompletedTask;

    public ValueTask InitializeAsync()
    {
        _committer = new GroupCommitter(_log, new LogOptions(), TimeProvider.System, NullLogger<GroupCommitter>.Instance);
        _committer.Start();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _running;
        await _committer.DisposeAsync();
        await _log.DisposeAsync();
    }

    [Fact]
    public async Task Steps_run_in_order_and_what_they_make_is_in_the_log_before_the_request_completes()
    {
        Run(new Step("one", _applied), new Step("two", _applied));
        var request = await ProcessAsync("/a", "/b");

        Assert.Equal(["one /a", "two /a", "one /b", "two /b"], _applied);
        Assert.Equal(["/a", "/b"], Stored());
        Assert.True(_log.CommittedUntilAddress >= request.CommitAddress);
        Assert.Equal(2, _tally.Appended);
    }

    [Fact]
    public async Task First_refusal_ends_the_event_and_not_its_batch()
    {
        Run(new Step("one", _applied) { Refuses = "/a" }, new Step("two", _applied));
        var request = await ProcessAsync("/a", "/b");

        Assert.Equal((RejectionReason.Bot, RejectionReason.None), (request.Result(0).Reason, request.Result(1).Reason));
        Assert.Equal(["one /a", "one /b", "two /b"], _applied);
        Assert.Equal(["/b"], Stored());
    }

    [Fact]
    public async Task A_step_that_throws_costs_its_event_and_not_the_worker()
    {
        Run(new Step("one", _applied) { Throws = "/a" });
        var request = await ProcessAsync("/a", "/b");
        Assert.Equal((RejectionReason.Fault, RejectionReason.None), (request.Result(0).Reason, request.Result(1).Reason));
        var (key, events) = _drops.Snapshot().Single();
        Assert.Equal(("one", RejectionReason.Fault, 1), (key.Stage, key.Reason, events));
        await ProcessAsync("/c");
        Assert.Equal(["/b", "/c"], Stored());
    }

    [Fact]
    public async Task A_request_of_refused_events_completes_without_a_commit()
    {
        Run(new Step("one", _applied) { Refuses = "/a" });
        await ProcessAsync("/a");
        Assert.Equal(_log.BeginAddress, _log.TailAddress);
    }

    [Fact]
    public async Task An_event_of_a_known_id_is_not_appended_again_and_waits_for_the_first()
    {
        Run(new Step("one", _applied) { EventId = Guid.NewGuid() });
        var first = await ProcessAsync("/a", "/b");
        var second = await ProcessAsync("/c");
        Assert.Equal((RejectionReason.None, RejectionReason.Duplicate), (first.Result(0).Reason, first.Result(1).Reason));
        Assert.Equal(RejectionReason.Duplicate, second.Result(0).Reason);
        Assert.Equal(["/a"], Stored());
        Assert.Equal(1, _tally.Appended);
        Assert.Equal(_log.TailAddress, second.CommitAddress);
    }

    [Fact]
    public async Task A_log_that_takes_nothing_refuses_the_event()
    {
        Run(new Step("one", _applied));
        _log.Break("disk gone");
        var request = await ProcessAsync("/a");
        Assert.Equal(RejectionReason.LogUnavailable, request.Result(0).Reason);
    }

    private void Run(params IEnricher[] steps)
    {
        var worker = new EnrichmentWorker(steps, new LogAppender(_log, new EventIdIndex(100, EventIdSnapshot.CreateEmpty()), _committer, _tally), _drops, NullLogger<EnrichmentWorker>.Instance);
        _running = worker.RunAsync(_queue);
    }

    private async Task<IntakeRequest> ProcessAsync(params string[] urls)
    {
        var request = new IntakeRequest();
        foreach (var url in urls)
        {
            request.Add().Set(PayloadField.Url, request.Arena.Append(System.Text.Encoding.UTF8.GetBytes(url)));
        }

        Assert.Equal(RejectionReason.None, await _queue.EnqueueAsync(request, CancellationToken.None));
        await request.Completion.AsTask().WaitAsync(Deadline);
        return request;
    }

    private List<string> Stored()
    {
        var batch = new EventBatch();
        using var reader = _log.OpenReader(0);
        while (reader.TryRead(out var record))
        {
            Assert.True(RecordDecoder.TryDecode(record, batch));
        }

        return [.. Enumerable.Range(0, batch.RowCount).Select(row => System.Text.Encoding.UTF8.GetString(batch.Text(TextField.UrlPath)[row]))];
    }

    private sealed class Step(string name, List<string> applied) : IEnricher
    {
        public string? Refuses { get; init; }

        public string? Throws { get; init; }

        public Guid EventId { get; init; }

        public string Name => name;

        public RejectionReason Enrich(EnrichmentContext context)
        {
            var url = System.Text.Encoding.UTF8.GetString(context.Payload[PayloadField.Url]);
            applied.Add($"{name} {url}");
            context.Draft.Set(TextField.UrlPath, context.Payload[PayloadField.Url]);
            context.Draft.Type = EventType.Pageview;
            (context.Draft.EventId, context.Draft.HasGivenId) = (EventId, EventId != Guid.Empty);
            return url == Throws ? throw new InvalidOperationException("a fault of ours")
                : url == Refuses ? RejectionReason.Bot
                : RejectionReason.None;
        }
    }
}
