using FsCheck;
using FsCheck.Fluent;
using Ingest.Core.Batching;
using Ingest.Core.Diagnostics;
using Ingest.Core.Events;
using Ingest.Core.Intake;
using Ingest.Core.Intake.EventIds;
using Ingest.Core.Log;
using Ingest.Core.Log.Records;
using Ingest.Core.Quarantine;
using Ingest.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Tests.Intake.EventIds;

/// <summary>The index over restarts and kills: it knows what the committed log has, and nothing else.</summary>
public sealed class EventIdKeeperTests : IAsyncDisposable
{
    private readonly MemoryEventLog _log = new();
    private readonly TemporaryFolder _folder = new();
    private readonly PipelineHealth _health = new();

    public static TheoryData<TimeSpan> Steps => ClockSteps.All;

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public void After_a_kill_it_knows_what_was_committed_and_not_what_was_lost()
    {
        var before = Open();
        Append(before, 1);
        Commit();
        before.Save();
        Append(before, 2);
        Commit();
        Append(before, 3);
        before.Save();
        _log.Reopen();

        var after = Open();
        Assert.Equal([RejectionReason.Duplicate, RejectionReason.Duplicate, RejectionReason.None], new[] { 1, 2, 3 }.Select(number => Append(after, number)));
    }

    [Fact]
    public void Events_without_an_id_of_their_callers_are_not_indexed()
    {
        AppendPlain(1);
        Commit();
        Assert.Equal(0, Open().Index.Count);
    }

    [Fact]
    public void The_log_is_kept_until_its_ids_are()
    {
        var keeper = Open(out var cursors);
        cursors.Open("sink");
        Append(keeper, 1);
        Commit();
        var begin = _log.BeginAddress;
        cursors.Advance("sink", _log.TailAddress);
        Assert.Equal(begin, _log.BeginAddress);
        keeper.Save();
        Assert.Equal(_log.TailAddress, _log.BeginAddress);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task What_is_committed_is_kept_each_second_while_the_clock_is_set(TimeSpan step)
    {
        var time = new ManualTime();
        var context = Context(_log, out var cursors) with { Time = time };
        cursors.Open("sink");
        await using var keeper = EventIdKeeper.Open(100, _folder, context, NullLogger<EventIdKeeper>.Instance);
        keeper.Start();
        for (var number = 1; number <= 3; number++)
        {
            time.Step(step);
            Append(keeper, number);
            Commit();
            cursors.Advance("sink", _log.TailAddress);
            await Poll.UntilAsync(
                () =>
                {
                    time.Advance(TimeSpan.FromSeconds(1));
                    return _log.BeginAddress == _log.TailAddress;
                },
                "the ids on disk, and the log given up");
        }

        Assert.Equal(RejectionReason.Duplicate, Append(keeper, 1));
    }

    [Fact]
    public void Without_a_sink_the_log_is_kept_for_the_first()
    {
        var keeper = Open(out _);
        Append(keeper, 1);
        Commit();
        var begin = _log.BeginAddress;
        keeper.Save();
        Assert.Equal(begin, _log.BeginAddress);
    }

    [Fact]
    public void Ids_outlive_their_records()
    {
        var keeper = Open(out var cursors);
        cursors.Open("sink");
        Append(keeper, 1);
        Commit();
        keeper.Save();
        cursors.Advance("sink", _log.TailAddress);
        Commit();
        Assert.Equal(RejectionReason.Duplicate, Append(Open(), 1));
    }

    [Theory]
    [InlineData("state", 30)]
    [InlineData("1.ids", 3)]
    [InlineData("1.ids", -1)]
    public void What_is_damaged_is_read_from_the_log_again(string file, int at)
    {
        var before = Open();
        Append(before, 1);
        Commit();
        before.Save();
        Damage(_folder.File(file), at);

        var after = Open();
        Assert.Equal([RejectionReason.Duplicate, RejectionReason.None], new[] { 1, 2 }.Select(number => Append(after, number)));
    }

    [Fact]
    public void What_was_cut_out_of_the_log_may_be_stored_again_once_its_ids_are_forgotten()
    {
        var keeper = Open(out var cursors);
        cursors.Open("sink");
        Append(keeper, 1);
        Commit();
        keeper.Save();
        cursors.Advance("sink", _log.TailAddress);
        Commit();
        EventIdKeeper.Forget(_folder);
        Assert.Equal(RejectionReason.None, Append(Open(), 1));
    }

    [Fact]
    public void Ids_beyond_the_logs_end_stop_the_start()
    {
        var keeper = Open();
        Append(keeper, 1);
        Commit();
        keeper.Save();
        var fault = Assert.Throws<EventLogException>(() => EventIdKeeper.Open(100, _folder, Context(new ShortLog(_log), out _), NullLogger<EventIdKeeper>.Instance));
        Assert.Contains(_folder.Path, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_loop_saves_what_is_committed_and_the_stop_the_rest()
    {
        var keeper = Open(out var cursors);
        keeper.Start();
        Append(keeper, 1);
        Commit();
        await keeper.DisposeAsync();
        cursors.Open("sink");
        cursors.Advance("sink", _log.TailAddress);
        Commit();
        Assert.Equal(RejectionReason.Duplicate, Append(Open(), 1));
        Assert.Empty(_health.Faults);
    }

    [Fact]
    public async Task A_repeated_event_in_flight_is_refused_with_the_first_when_the_commit_fails_and_may_then_be_stored()
    {
        var committer = new GroupCommitter(_log, new LogOptions(), TimeProvider.System, NullLogger<GroupCommitter>.Instance);
        var appender = new LogAppender(_log, Open().Index, committer, new LogTally());
        var requests = new[] { new IntakeRequest(), new IntakeRequest() };
        foreach (var request in requests)
        {
            request.Add();
            request.Result(0).Reason = appender.Append(request, Draft(1, hasGivenId: true), Record(1, hasGivenId: true));
            appender.Enlist(request, request.Result(0).Reason == RejectionReason.None ? 1 : 0);
        }

        Assert.Equal([RejectionReason.None, RejectionReason.Duplicate], requests.Select(request => request.Result(0).Reason));
        _log.Break("disk gone");
        committer.Start();
        await Task.WhenAll(requests.Select(request => request.Completion.AsTask())).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.All(requests, request => Assert.Equal(RejectionReason.LogUnavailable, request.Result(0).Reason));

        await Poll.UntilAsync(() => !committer.Failed, "the log open again");
        Assert.Equal(RejectionReason.None, appender.Append(new IntakeRequest(), Draft(1, hasGivenId: true), Record(1, hasGivenId: true)));
        await committer.DisposeAsync();
    }

    // Steps: add an id, commit, save, go on after a failed disk, be killed. The model: which ids are in the committed log, which in its tail.
    [Theory]
    [InlineData(10_000)]
    [InlineData(16)]
    public void Whatever_happens_it_knows_no_lost_event_and_forgets_none_of_the_newest(int knownMax) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(Gen.Choose(0, 59).ListOf(300).ToArbitrary(), steps =>
        {
            using var run = new Run(knownMax);
            foreach (var (step, number) in steps.Index().Select(pair => (pair.Item, pair.Index)))
            {
                run.Step(step, number);
            }
        }));

    private EventIdKeeper Open() => Open(out _);

    private EventIdKeeper Open(out SinkCursors cursors) =>
        EventIdKeeper.Open(100, _folder, Context(_log, out cursors), NullLogger<EventIdKeeper>.Instance);

    private BatchingContext Context(IEventLog log, out SinkCursors cursors)
    {
        cursors = new SinkCursors(log, _folder.File("cursors"));
        return new BatchingContext(log, cursors, new QuarantineStore(_folder.File("quarantine")), new LogTally(), _health, TimeProvider.System, NullLogger.Instance);
    }

    private RejectionReason Append(EventIdKeeper keeper, int number) => Append(_log, keeper.Index, number);

    private static RejectionReason Append(MemoryEventLog log, EventIdIndex index, int number) =>
        index.Append(log, new GivenId(Guid.Empty, IdOf(number)), Record(number, hasGivenId: true), out _);

    private void AppendPlain(int number) => Assert.True(_log.TryAppend(Record(number, hasGivenId: false), out _));

    private static EventDraft Draft(int number, bool hasGivenId)
    {
        var draft = new EventDraft();
        draft.Clear();
        (draft.Type, draft.EventId, draft.HasGivenId) = (EventType.Pageview, IdOf(number), hasGivenId);
        return draft;
    }

    private static byte[] Record(int number, bool hasGivenId)
    {
        var draft = Draft(number, hasGivenId);
        var record = new byte[RecordEncoder.Measure(draft)];
        RecordEncoder.Encode(draft, record);
        return record;
    }

    private static Guid IdOf(int number) => new(number, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8]);

    private void Commit() => Assert.True(_log.CommitAsync(CancellationToken.None).IsCompletedSuccessfully);

    private static void Damage(string path, int at)
    {
        var bytes = File.ReadAllBytes(path);
        if (at < 0)
        {
            File.WriteAllBytes(path, bytes[..^1]);
            return;
        }

        bytes[at] ^= 0x10;
        File.WriteAllBytes(path, bytes);
    }

    private sealed class Run : IDisposable
    {
        private readonly MemoryEventLog _log = new();
        private readonly TemporaryFolder _folder = new();
        private readonly int _knownMax;
        private readonly List<int> _committed = [];
        private readonly List<int> _tail = [];

        // Those that were lost leave a gap: they count among the newest, and may have pushed older ones out.
        private readonly List<int?> _taken = [];
        private EventIdKeeper _keeper;

        public Run(int knownMax)
        {
            _knownMax = knownMax;
            _keeper = Start();
        }

        public void Step(int step, int number)
        {
            switch (step)
            {
                case < 40:
                    Add(step * 7 % 200);
                    Add(number);
                    break;
                case < 50:
                    Assert.True(_log.CommitAsync(CancellationToken.None).IsCompletedSuccessfully);
                    _committed.AddRange(_tail);
                    _tail.Clear();
                    break;
                case < 57:
                    _keeper.Save();
                    break;
                case < 58:
                    _log.Break("disk gone");
                    Assert.True(_log.ReopenAsync(CancellationToken.None).IsCompletedSuccessfully);
                    LoseTail();
                    break;
                default:
                    _log.Reopen();
                    LoseTail();
                    _keeper = Start();
                    break;
            }
        }

        public void Dispose() => _folder.Dispose();

        private void Add(int id)
        {
            var outcome = Append(_log, _keeper.Index, id);
            if (outcome == RejectionReason.None)
            {
                Assert.False(_taken.TakeLast(_knownMax / 2).Contains(id), $"the id {id} is one of the newest, and forgotten");
                _tail.Add(id);
                _taken.Add(id);
            }
            else
            {
                Assert.True(_committed.Contains(id) || _tail.Contains(id), $"the id {id} is known, and its event is lost");
            }
        }

        private void LoseTail()
        {
            _taken.RemoveRange(_taken.Count - _tail.Count, _tail.Count);
            _taken.AddRange(Enumerable.Repeat<int?>(null, _tail.Count));
            _tail.Clear();
        }

        private EventIdKeeper Start()
        {
            var cursors = new SinkCursors(_log, _folder.File("cursors"));
            var context = new BatchingContext(_log, cursors, new QuarantineStore(_folder.File("quarantine")), new LogTally(), new PipelineHealth(), TimeProvider.System, NullLogger.Instance);
            var keeper = EventIdKeeper.Open(_knownMax, _folder.File("event-ids"), context, NullLogger<EventIdKeeper>.Instance);
            _log.OnDropped(keeper.Index.Drop);
            return keeper;
        }
    }

    /// <summary>The same log, as if nothing had ever been committed.</summary>
    private sealed class ShortLog(IEventLog inner) : IEventLog
    {
        public Guid LogId => inner.LogId;

        public long BeginAddress => inner.BeginAddress;

        public long CommittedUntilAddress => inner.BeginAddress;

        public long TailAddress => inner.BeginAddress;

        public int RecordBytesMax => inner.RecordBytesMax;

        public int Epoch => inner.Epoch;

        public bool IsBehind => inner.IsBehind;

        public LogState State => inner.State;

        public ValueTask ReopenAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public void OnDropped(Action<long> dropped) => throw new NotSupportedException();

        public bool CheckDisk() => throw new NotSupportedException();

        public bool TryAppend(ReadOnlySpan<byte> record, out long endAddress) => throw new NotSupportedException();

        public ValueTask CommitAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask WaitForCommitAsync(long beyondAddress, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IEventLogReader OpenReader(long fromAddress) => throw new NotSupportedException();

        public void Truncate(long beforeAddress)
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
