using System.Threading.Tasks.Sources;
using Ingest.Core.Diagnostics.Drops;
using Ingest.Core.Intake;
using Ingest.Core.Log;
using Ingest.Core.Threads;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Ingest.Tests.Log;

public sealed class GroupCommitterTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_request_completes_when_its_records_are_committed()
    {
        await using var log = new GatedLog();
        await using var committer = Start(log);
        using var release = log.FinishAllAtEnd();
        var request = Append(log);
        committer.Enlist(request);
        await log.CommitBegun();

        Assert.False(request.Completion.IsCompleted);
        log.Finish();
        await request.Completion.AsTask().WaitAsync(Deadline);

        Assert.True(log.CommittedUntilAddress >= request.CommitAddress);
        Assert.Equal(RejectionReason.None, request.Result(0).Reason);
    }

    [Fact]
    public async Task An_endpoint_goes_on_on_the_thread_that_commits_and_a_fault_there_keeps_no_other_waiting()
    {
        await using var log = new GatedLog();
        await using var committer = Start(log);
        using var release = log.FinishAllAtEnd();
        var (faulty, other) = (Append(log), Append(log));
        (faulty.RepliesOnCommit, other.RepliesOnCommit) = (true, true);
        var isCommitting = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        OnCompleted(faulty, () => throw new InvalidOperationException("A fault of the endpoint."));
        OnCompleted(other, () => isCommitting.SetResult(GroupCommitter.IsCurrentThread));
        committer.Enlist(faulty);
        committer.Enlist(other);

        log.FinishAll();

        Assert.True(await isCommitting.Task.WaitAsync(Deadline));
        Assert.False(GroupCommitter.IsCurrentThread);
        var next = Append(log);
        committer.Enlist(next);
        await next.Completion.AsTask().WaitAsync(Deadline);
    }

    [Fact]
    public async Task Everybody_else_goes_on_in_the_pool()
    {
        await using var log = new GatedLog();
        await using var committer = Start(log);
        using var release = log.FinishAllAtEnd();
        var request = Append(log);
        var isPool = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        OnCompleted(request, () => isPool.SetResult(PoolThread.IsCurrent));
        committer.Enlist(request);

        log.FinishAll();

        Assert.True(await isPool.Task.WaitAsync(Deadline));
    }

    [Fact]
    public async Task Requests_gather_while_a_commit_is_in_flight_and_share_the_next()
    {
        await using var log = new GatedLog();
        await using var committer = Start(log);
        using var release = log.FinishAllAtEnd();
        var first = Append(log);
        committer.Enlist(first);
        await log.CommitBegun();
        var gathered = Enumerable.Range(0, 50).Select(_ => Append(log)).ToList();
        gathered.ForEach(committer.Enlist);

        log.Finish();
        await first.Completion.AsTask().WaitAsync(Deadline);
        Assert.All(gathered, request => Assert.False(request.Completion.IsCompleted));
        await log.CommitBegun();
        log.Finish();
        await Task.WhenAll(gathered.Select(request => request.Completion.AsTask())).WaitAsync(Deadline);

        Assert.Equal(2, log.Commits);
    }

    [Fact]
    public async Task A_request_without_records_completes_without_a_commit()
    {
        await using var log = new GatedLog();
        await using var committer = Start(log);
        using var release = log.FinishAllAtEnd();
        var request = Request();

        committer.Enlist(request);

        Assert.True(request.Completion.IsCompleted);
        Assert.Equal(0, log.Commits);
    }

    [Fact]
    public async Task A_failed_commit_rejects_the_waiting_and_the_later_but_keeps_earlier_reasons()
    {
        await using var log = new GatedLog();
        await using var committer = Start(log);
        using var release = log.FinishAllAtEnd();
        var (waiting, gathered, later) = (Append(log), Append(log), Append(log));
        waiting.Add();
        waiting.Result(1).Reason = RejectionReason.Bot;
        committer.Enlist(waiting);
        await log.CommitBegun();
        committer.Enlist(gathered);

        log.Break();
        await waiting.Completion.AsTask().WaitAsync(Deadline);
        await gathered.Completion.AsTask().WaitAsync(Deadline);
        committer.Enlist(later);

        Assert.True(later.Completion.IsCompleted);
        Assert.All([waiting, gathered, later], request => Assert.Equal(RejectionReason.LogUnavailable, request.Result(0).Reason));
        Assert.Equal(RejectionReason.Bot, waiting.Result(1).Reason);
        Assert.True(committer.Failed);
        Assert.IsType<EventLogException>(committer.Failure);
    }

    [Fact]
    public async Task What_a_failed_commit_or_the_stop_rejects_is_counted_once_and_only_what_clients_sent()
    {
        await using var log = new GatedLog();
        var drops = new DropLedger(_ => true, TimeProvider.System);
        await using var committer = new GroupCommitter(log, new LogOptions(), TimeProvider.System, NullLogger<GroupCommitter>.Instance) { Drops = drops };
        committer.Start();
        using var release = log.FinishAllAtEnd();
        var (client, own, late) = (Append(log), Append(log), Append(log));
        client.Payload(0).SourceId = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
        client.Add();
        client.Result(1).Reason = RejectionReason.Bot;
        own.Origin = RequestOrigin.Canary;
        committer.Enlist(client);
        await log.CommitBegun();
        committer.Enlist(own);

        log.Break();
        await own.Completion.AsTask().WaitAsync(Deadline);

        var (key, events) = drops.Snapshot().Single();
        Assert.Equal((client.Payload(0).SourceId, "commit", RejectionReason.LogUnavailable, 1), (key.SiteId, key.Stage, key.Reason, events));
        committer.Enlist(late);
        Assert.Equal(2, drops.Snapshot().Values.Sum());
    }

    [Fact]
    public async Task The_stop_commits_what_is_enlisted_and_rejects_what_comes_later()
    {
        await using var log = new GatedLog();
        var committer = Start(log);
        using var release = log.FinishAllAtEnd();
        var (first, second) = (Append(log), Append(log));
        committer.Enlist(first);
        await log.CommitBegun();
        committer.Enlist(second);
        var stop = committer.StopAsync(TestContext.Current.CancellationToken);
        log.Finish();
        await log.CommitBegun();
        log.FinishAll();
        await stop.WaitAsync(Deadline);

        Assert.Equal(RejectionReason.None, first.Result(0).Reason);
        Assert.Equal(RejectionReason.None, second.Result(0).Reason);
        await second.Completion.AsTask().WaitAsync(Deadline);
        var late = Append(log);
        committer.Enlist(late);
        Assert.Equal(RejectionReason.Stopping, late.Result(0).Reason);
    }

    [Fact]
    public async Task With_memory_durability_requests_complete_at_once_and_a_background_commit_follows()
    {
        await using var log = new MemoryEventLog();
        var options = new LogOptions { Durability = Durability.Memory, CommitIntervalMax = TimeSpan.FromMilliseconds(5) };
        await using var committer = new GroupCommitter(log, options, TimeProvider.System, NullLogger<GroupCommitter>.Instance);
        committer.Start();
        var request = Append(log);

        committer.Enlist(request);

        Assert.True(request.Completion.IsCompleted);
        await log.WaitForCommitAsync(request.CommitAddress - 1, CancellationToken.None).AsTask().WaitAsync(Deadline);
    }

    [Fact]
    public async Task No_request_is_lost_under_contention()
    {
        await using var log = new MemoryEventLog();
        await using var committer = Start(log);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                var request = Append(log);
                committer.Enlist(request);
                await request.Completion.AsTask().WaitAsync(Deadline);
                Assert.True(log.CommittedUntilAddress >= request.CommitAddress);
            }
        })));
    }

    private static GroupCommitter Start(IEventLog log)
    {
        var committer = new GroupCommitter(log, new LogOptions(), TimeProvider.System, NullLogger<GroupCommitter>.Instance);
        committer.Start();
        return committer;
    }

    private static void OnCompleted(IntakeRequest request, Action act) =>
        ((IValueTaskSource)request).OnCompleted(_ => act(), null, 0, ValueTaskSourceOnCompletedFlags.None);

    private static IntakeRequest Append(IEventLog log)
    {
        var request = Request();
        Assert.True(log.TryAppend("record"u8, out var end));
        request.CommitAddress = end;
        return request;
    }

    private static IntakeRequest Request()
    {
        var request = new IntakeRequest();
        request.Add();
        return request;
    }
}
