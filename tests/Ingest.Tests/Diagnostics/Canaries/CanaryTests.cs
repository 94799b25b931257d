using Ingest.Core.Batching;
using Ingest.Core.Diagnostics.Canaries;
using Ingest.Core.Diagnostics.Drops;
using Ingest.Core.Enrichment;
using Ingest.Core.Intake;
using Ingest.Core.Intake.EventIds;
using Ingest.Core.Log;
using Ingest.Core.Sinks;
using Ingest.Tests.Batching;
using Ingest.Tests.Fakes;
using Ingest.Tests.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Tests.Diagnostics.Canaries;

/// <summary>The whole path in virtual time, with a log or a sink that hangs.</summary>
public sealed class CanaryTests : IAsyncDisposable
{
    private readonly GatedLog _log = new();
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingSink _sink = new();
    private readonly CanaryOptions _options = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SinkProcess _process;
    private readonly IntakeQueue _queue;
    private readonly GroupCommitter _committer;
    private readonly CanaryWatch _watch;
    private readonly Task _working;
    private readonly Task _sending;

    public CanaryTests()
    {
        _process = new SinkProcess(_log, _folder.Path, new BatchOptions(), _sink).Start();
        _queue = new IntakeQueue(capacity: 4, TimeSpan.FromSeconds(2), Time);
        _committer = new GroupCommitter(_log, new LogOptions(), Time, NullLogger<GroupCommitter>.Instance);
        _committer.Start();
        var appender = new LogAppender(_log, new EventIdIndex(100, EventIdSnapshot.CreateEmpty()), _committer, _process.Tally);
        _working = new EnrichmentWorker([], appender, new DropLedger(_ => true, Time), NullLogger<EnrichmentWorker>.Instance).RunAsync(_queue);
        var canary = new Canary(_options, _queue, _log.LogId, Time);
        _watch = new CanaryWatch(_options, canary, () => [_process.State]);
        _sending = canary.RunAsync(_stop.Token);
    }

    public static TheoryData<TimeSpan> Steps => ClockSteps.All;

    private ManualTime Time => _process.Time;

    public async ValueTask DisposeAsync()
    {
        _log.FinishAll();
        await _stop.CancelAsync();
        _queue.Close();
        await Task.WhenAll(_working, _sending);
        await _committer.DisposeAsync();
        await _process.DisposeAsync();
        await _log.DisposeAsync();
        _folder.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_path_that_works_keeps_every_age_below_some_intervals_and_counts_no_event()
    {
        _log.FinishAll();
        for (var i = 0; i < 20; i++)
        {
            var tries = _sink.Tries.Count;
            await _process.AdvanceUntilAsync(() => _sink.Tries.Count > tries && _process.State.CanaryAge < _options.Interval * 2, "the next canary");
        }

        Assert.All(_watch.Check(), check => Assert.True(check.IsReady, check.Reason));
        Assert.Equal((0, 0), (_process.Tally.Appended, _process.State.UndeliveredEvents));
        Assert.All(_sink.Tries, delivery => Assert.Empty(delivery.EventIds));
    }

    [Fact]
    public async Task A_log_that_hangs_is_noticed_and_gathers_one_canary_alone()
    {
        await _log.CommitBegun();
        var tail = _log.TailAddress;
        Advance(TimeSpan.FromSeconds(34));
        Assert.True(_watch.Check().First().IsReady);

        Advance(TimeSpan.FromSeconds(2));

        var check = _watch.Check().First();
        Assert.Equal(("canary log", false), (check.Name, check.IsReady));
        Assert.Contains("nothing has been committed", check.Reason, StringComparison.Ordinal);
        Assert.Equal((1, tail, 0), (_log.Commits, _log.TailAddress, _queue.Length));

        _log.FinishAll();
        await _process.AdvanceUntilAsync(() => _watch.Check().First().IsReady, "the recovery");
    }

    [Fact]
    public async Task A_sink_that_hangs_is_noticed_after_the_limit_and_the_log_is_not_blamed()
    {
        _options.AgeMax = TimeSpan.FromMinutes(1);
        _sink.Answer = (_, cancellation) => RecordingSink.NeverAsync(cancellation);
        _log.FinishAll();
        await _process.AdvanceUntilAsync(() => !_sink.Tries.IsEmpty, "the first try");
        await _process.AdvanceUntilAsync(() => !_watch.Check().Last().IsReady, "the limit");

        Assert.True(_watch.Ages().Last().Age > _options.AgeMax);
        Assert.Contains("nothing has been delivered", _watch.Check().Last().Reason, StringComparison.Ordinal);
        Assert.Equal(0, _process.State.UndeliveredEvents);

        _sink.Answer = null;
        await _process.AdvanceUntilAsync(() => _watch.Check().All(check => check.IsReady), "the recovery");
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_clock_that_is_set_neither_blames_a_path_that_works_nor_hides_a_sink_that_hangs(TimeSpan step)
    {
        _options.AgeMax = TimeSpan.FromMinutes(1);
        _log.FinishAll();
        await _process.AdvanceUntilAsync(() => !_sink.Tries.IsEmpty, "the first canary");
        Time.Step(step);
        Assert.All(_watch.Check(), check => Assert.True(check.IsReady, check.Reason));
        var tries = _sink.Tries.Count;
        await _process.AdvanceUntilAsync(() => _sink.Tries.Count > tries && _process.State.CanaryAge < _options.Interval, "a canary of after the step");

        _sink.Answer = (_, cancellation) => RecordingSink.NeverAsync(cancellation);
        await _process.AdvanceUntilAsync(() => !_watch.Check().Last().IsReady, "the limit");
        Time.Step(-step);
        Assert.False(_watch.Check().Last().IsReady);
        Assert.InRange(_watch.Ages().Last().Age, _options.AgeMax, _options.AgeMax * 2);

        _sink.Answer = null;
        await _process.AdvanceUntilAsync(() => _watch.Check().All(check => check.IsReady), "the recovery");
    }

    [Fact]
    public async Task A_limit_of_zero_never_turns_readiness_off()
    {
        _options.AgeMax = TimeSpan.Zero;
        _sink.Answer = (_, _) => ValueTask.FromResult(DeliveryOutcome.Retry("away"));
        _log.FinishAll();
        await _process.AdvanceUntilAsync(() => _watch.Ages().Last().Age > TimeSpan.FromSeconds(30), "an old canary");
        Assert.True(_watch.Check().Last().IsReady);
    }

    [Theory]
    [InlineData("00:00:00", "00:10:00", true)]
    [InlineData("00:00:05", "00:00:00", true)]
    [InlineData("00:00:00.001", "00:10:00", false)]
    [InlineData("00:01:00", "00:00:30", false)]
    [InlineData("00:00:05", "30.00:00:00", false)]
    public void Settings_out_of_their_bounds_are_faults(string interval, string ageMax, bool isValid)
    {
        var options = new CanaryOptions { Interval = TimeSpan.Parse(interval), AgeMax = TimeSpan.Parse(ageMax) };
        Assert.Equal(isValid, !options.Validate().Any());
    }

    [Fact]
    public void No_interval_means_no_canary_and_no_check()
    {
        _options.Interval = TimeSpan.Zero;
        Assert.Empty(_watch.Check());
    }

    // In steps, as time passes: timers that are due are then met by those who set them.
    private void Advance(TimeSpan by)
    {
        for (var passed = TimeSpan.Zero; passed < by; passed += TimeSpan.FromSeconds(1))
        {
            Time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
