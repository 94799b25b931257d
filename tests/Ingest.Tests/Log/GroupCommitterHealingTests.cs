using Ingest.Core.Batching;
using Ingest.Core.Events;
using Ingest.Core.Intake;
using Ingest.Core.Intake.EventIds;
using Ingest.Core.Log;
using Ingest.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Tests.Log;

public sealed class GroupCommitterHealingTests : IAsyncDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly MemoryEventLog _log = new(LogHarness.PageBytes, new LogOptions { PageBytes = LogHarness.PageBytes });
    private readonly LogTally _tally = new();
    private readonly GroupCommitter _committer;
    private readonly LogAppender _appender;

    public GroupCommitterHealingTests()
    {
        _committer = new GroupCommitter(_log, new LogOptions(), _time, NullLogger<GroupCommitter>.Instance);
        _appender = new LogAppender(_log, new EventIdIndex(100, EventIdSnapshot.CreateEmpty()), _committer, _tally);
        _committer.Start();
    }

    public static TheoryData<TimeSpan> Steps => ClockSteps.All;

    public async ValueTask DisposeAsync()
    {
        await _committer.DisposeAsync();
        await _log.DisposeAsync();
    }

    [Fact]
    public async Task After_a_failed_commit_the_log_is_opened_again_and_takes_events()
    {
        await StoreAsync(RejectionReason.None);
        _log.Break("the disk is gone");
        var lost = Append(Guid.Empty);
        Assert.Equal(RejectionReason.LogUnavailable, lost.Reason);
        await HealAsync();
        await StoreAsync(RejectionReason.None);
        Assert.Equal(2, _tally.Appended);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task The_wait_before_the_log_is_opened_again_is_not_moved_by_a_clock_that_is_set(TimeSpan step)
    {
        await StoreAsync(RejectionReason.None);
        _log.Break("the disk is gone");
        _time.Advance(Second);
        await Poll.UntilAsync(() => _committer.Failed && _time.Waiting > 1, "the wait");
        _time.Step(step);
        _time.Advance(Second / 2);
        Assert.True(_committer.Failed);
        _time.Advance(Second / 2);
        await Poll.UntilAsync(() => !_committer.Failed, "the log opened again");
        await StoreAsync(RejectionReason.None);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Commits_at_intervals_go_on_while_the_clock_is_set(TimeSpan step)
    {
        await using var log = new MemoryEventLog();
        var options = new LogOptions { Durability = Durability.Memory, CommitIntervalMax = Second };
        await using var committer = new GroupCommitter(log, options, _time, NullLogger<GroupCommitter>.Instance);
        committer.Start();
        for (var i = 0; i < 3; i++)
        {
            _time.Step(step);
            Assert.True(log.TryAppend("record"u8, out var end));
            await Poll.UntilAsync(
                () =>
                {
                    _time.Advance(Second / 4);
                    return log.CommittedUntilAddress >= end;
                },
                "the commit");
        }
    }

    // Its address is another record's by then: it must not be taken for committed.
    [Fact]
    public async Task A_request_of_before_a_failure_is_refused_after_it()
    {
        var late = Append(Guid.Empty);
        _log.Break("the disk is gone");
        await HealAsync();
        await StoreAsync(RejectionReason.None);
        await StoreAsync(RejectionReason.None);
        Assert.True(_log.CommittedUntilAddress >= late.Request.CommitAddress);

        _appender.Enlist(late.Request, 1);

        Assert.True(late.Request.Completion.IsCompleted);
        Assert.Equal(RejectionReason.LogUnavailable, late.Request.Result(0).Reason);
        Assert.Equal(2, _tally.Appended);
    }

    // Who sends it again must not be told that it is stored.
    [Fact]
    public async Task An_event_id_whose_record_was_dropped_is_unknown_again()
    {
        var (kept, dropped) = (Guid.NewGuid(), Guid.NewGuid());
        await StoreAsync(RejectionReason.None, kept);
        Assert.Equal(RejectionReason.None, Append(dropped).Reason);
        Assert.Equal(RejectionReason.Duplicate, Append(dropped).Reason);
        _log.Break("the disk is gone");
        await HealAsync();

        Assert.Equal(RejectionReason.Duplicate, Append(kept).Reason);
        Assert.Equal(RejectionReason.None, Append(dropped).Reason);
        Assert.Equal(RejectionReason.Duplicate, Append(dropped).Reason);
    }

    [Fact]
    public async Task A_truncation_reaches_the_disk_within_a_second_though_nothing_is_appended()
    {
        await StoreAsync(RejectionReason.None);
        _log.Truncate(_log.CommittedUntilAddress);
        Assert.True(_log.CheckDisk());
        await Poll.UntilAsync(
            () =>
            {
                _time.Advance(Second);
                return !_log.CheckDisk();
            },
            "the commit of the truncation");
    }

    [Fact]
    public async Task A_full_log_refuses_as_full_until_there_is_room()
    {
        _log.Disk.FreeBytes = 0;
        Assert.Equal(RejectionReason.LogFull, Append(Guid.Empty).Reason);
        _log.Disk.FreeBytes = long.MaxValue / 2;
        _time.Advance(Second);
        await StoreAsync(RejectionReason.None);
    }

    private async Task HealAsync()
    {
        _time.Advance(Second);
        await Poll.UntilAsync(() => _committer.Failed, "the failure noticed");
        await Poll.UntilAsync(
            () =>
            {
                _time.Advance(Second);
                return !_committer.Failed;
            },
            "the log opened again");
    }

    private async Task StoreAsync(RejectionReason expected, Guid id = default)
    {
        var (request, reason) = Append(id);
        Assert.Equal(RejectionReason.None, reason);
        _appender.Enlist(request, 1);
        await request.Completion.AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(expected, request.Result(0).Reason);
    }

    private (IntakeRequest Request, RejectionReason Reason) Append(Guid id)
    {
        var request = new IntakeRequest();
        request.Add();
        var draft = new EventDraft { SiteId = Guid.Empty, EventId = id, HasGivenId = id != Guid.Empty };
        return (request, _appender.Append(request, draft, "record"u8));
    }
}
