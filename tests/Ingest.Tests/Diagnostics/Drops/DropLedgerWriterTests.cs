using Ingest.Core.Batching;
using Ingest.Core.Diagnostics.Drops;
using Ingest.Core.Intake;
using Ingest.Core.Intake.EventIds;
using Ingest.Core.Log;
using Ingest.Core.Log.Records;
using Ingest.Tests.Fakes;
using Ingest.Tests.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Tests.Diagnostics.Drops;

public sealed class DropLedgerWriterTests : IAsyncDisposable
{
    private static readonly Guid Site = Guid.NewGuid();

    private readonly ManualTime _time = new();
    private readonly MemoryEventLog _log = new();
    private readonly LogTally _tally = new();
    private readonly DropLedger _ledger;
    private readonly GroupCommitter _committer;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public DropLedgerWriterTests()
    {
        _ledger = new DropLedger(id => id == Site, _time);
        _committer = new GroupCommitter(_log, new LogOptions(), _time, NullLogger<GroupCommitter>.Instance) { Drops = _ledger };
        _committer.Start();
        _running = new DropLedgerWriter(_ledger, new LogAppender(_log, new EventIdIndex(100, EventIdSnapshot.CreateEmpty()), _committer, _tally), _time).RunAsync(_stop.Token);
    }

    public static TheoryData<TimeSpan> Steps => ClockSteps.All;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _committer.DisposeAsync();
        await _log.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_minute_is_in_the_log_once_it_is_over_and_counts_as_no_event()
    {
        var minute = _ledger.OpenMinuteMs;
        _ledger.Count(Site, "bot", RejectionReason.Bot, events: 3);
        Assert.Equal(0, Committed().Count);

        await AdvanceUntilAsync(() => Committed().Count == 1);

        var written = Committed();
        Assert.Equal((Site, minute, 3), (written.SiteId.Values[0], written.MinuteMs.Values[0], written.Events.Values[0]));
        Assert.Equal("bot"u8, written.Stage[0]);
        Assert.Equal("bot"u8, written.Reason[0]);
        Assert.Equal(0, _tally.Appended);
        Assert.Empty(_ledger.Snapshot());
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Each_drop_is_written_once_under_the_minute_of_its_time_while_the_clock_is_set(TimeSpan step)
    {
        List<long> minutes = [];
        foreach (var by in new[] { TimeSpan.Zero, step, step, -step })
        {
            _time.Step(by);
            minutes.Add(_ledger.OpenMinuteMs);
            _ledger.Count(Site, "bot", RejectionReason.Bot);
        }

        await AdvanceUntilAsync(() => Committed().Events.Values.ToArray().Sum() == minutes.Count);
        await _stop.CancelAsync();
        await _running;

        var written = Committed();
        Assert.Equal(minutes.Count, written.Events.Values.ToArray().Sum());
        Assert.Equal(minutes.Distinct().Order(), written.MinuteMs.Values.ToArray().Order());
    }

    [Fact]
    public async Task The_stop_writes_the_open_minute()
    {
        _ledger.Count(Site, "bot", RejectionReason.Bot);
        await _stop.CancelAsync();
        await _running;
        Assert.Equal([1L], Committed().Events.Values.ToArray());
    }

    [Fact]
    public async Task Nothing_dropped_writes_nothing()
    {
        await Poll.UntilAsync(() => _time.Waiting > 0, "the wait for the minute");
        _time.Advance(TimeSpan.FromMinutes(3));
        await _stop.CancelAsync();
        await _running;
        Assert.Equal(_log.BeginAddress, _log.TailAddress);
    }

    private Task AdvanceUntilAsync(Func<bool> condition) => Poll.UntilAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            return condition();
        },
        "the counts in the log");

    private RejectionColumns Committed()
    {
        var batch = new EventBatch();
        using var reader = _log.OpenReader(0);
        while (reader.TryRead(out var record))
        {
            Assert.True(RecordDecoder.TryDecode(record, batch));
        }

        return batch.Rejections;
    }
}
