using FsCheck;
using FsCheck.Fluent;
using Ingest.Core.Batching;
using Ingest.Core.Log;
using Ingest.Core.Log.Records;
using Ingest.Core.Quarantine;
using Ingest.Core.Sinks;
using Ingest.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace Ingest.Tests.Batching;

/// <summary>Records that the sink refuses for their data are set aside, and nothing else is.</summary>
public sealed class PoisonTests : IAsyncDisposable
{
    private readonly FaultyLog _log = new(new MemoryEventLog());
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingSink _sink = new();
    private readonly HashSet<Guid> _poison = [];

    public PoisonTests() => _sink.Answer = (delivery, _) => AnswerAsync(delivery);

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(7, 0)]
    [InlineData(7, 3)]
    [InlineData(7, 6)]
    [InlineData(8, 3, 4)]
    [InlineData(8, 0, 7)]
    [InlineData(5, 0, 1, 2, 3, 4)]
    public async Task Exactly_the_poisoned_records_are_set_aside_and_the_rest_is_delivered_in_order(int count, params int[] poisoned)
    {
        await using var process = Start(new BatchOptions { RowsMax = count });
        var ids = await AppendAsync(process, count, poisoned);

        await process.AdvanceUntilAsync(() => process.State.UndeliveredEvents == 0, "all passed");

        Assert.Equal(ids.Where(id => !_poison.Contains(id)), _sink.StoredIds);
        Assert.Equal(poisoned.Select(at => ids[at]), Quarantined(process.Quarantine));
        Assert.Equal(_log.CommittedUntilAddress, _log.BeginAddress);
        Assert.Equal((poisoned.Length, false, 0, null), (process.State.QuarantinedRecords, process.State.IsIsolating, process.State.ConsecutiveFailures, process.State.LastError));
        Assert.Equal(poisoned.Length, process.Logger.Messages.Count(message => message.Level == LogLevel.Error && message.Text.Contains("set aside: code 469", StringComparison.Ordinal)));
        Assert.All(process.Quarantine.List(), item => Assert.Equal(("test", QuarantineReason.Refused, "code 469"), (item.Entry!.Sink, item.Entry.Reason, item.Entry.Error)));
    }

    [Fact]
    public async Task A_passing_refusal_is_waited_for_and_divides_nothing()
    {
        var refusals = 2;
        _sink.Answer = (delivery, _) => refusals-- > 0 ? ValueTask.FromResult(DeliveryOutcome.Refused("a schema change on its way")) : _sink.StoreAsync(delivery);
        await using var process = Start(new BatchOptions { RowsMax = 4 });
        var ids = await AppendAsync(process, 4);

        await process.AdvanceUntilAsync(() => process.State.UndeliveredEvents == 0, "the delivery");

        Assert.Single(_sink.Tries.Select(delivery => delivery.Range).Distinct());
        Assert.Equal(ids, _sink.StoredIds);
        Assert.Empty(process.Quarantine.List());
    }

    [Fact]
    public async Task Refusals_with_other_faults_between_them_are_no_refusals_in_a_row()
    {
        var tries = 0;
        _sink.Answer = (_, _) => ValueTask.FromResult(++tries % 3 == 0 ? DeliveryOutcome.Retry("reset") : DeliveryOutcome.Refused("code 469"));
        await using var process = Start(new BatchOptions { RowsMax = 4 });
        await AppendAsync(process, 4);

        await process.AdvanceUntilAsync(() => _sink.Tries.Count > 12, "many tries");

        Assert.Single(_sink.Tries.Select(delivery => delivery.Range).Distinct());
    }

    [Fact]
    public async Task A_fault_in_the_middle_of_an_isolation_is_tried_again_and_isolates_no_more()
    {
        var tries = 0;
        _sink.Answer = (delivery, _) => ++tries % 4 == 0 ? ValueTask.FromResult(DeliveryOutcome.Retry("reset")) : AnswerAsync(delivery);
        await using var process = Start(new BatchOptions { RowsMax = 8 });
        var poison = (await AppendAsync(process, 8, 5))[5];

        await process.AdvanceUntilAsync(() => process.State.UndeliveredEvents == 0, "all passed");

        Assert.Equal(7, _sink.StoredIds.Count);
        Assert.Equal([poison], Quarantined(process.Quarantine));
    }

    [Fact]
    public async Task A_sink_that_refuses_everything_is_waited_for_beyond_the_bound_and_says_the_remedy()
    {
        _sink.Answer = (_, _) => ValueTask.FromResult(DeliveryOutcome.Refused("code 6"));
        await using var process = Start(new BatchOptions { RowsMax = 10, SetAsideMax = 3 });
        var ids = await AppendAsync(process, 20);

        await process.AdvanceUntilAsync(() => process.State.LastError?.Contains("ingest quarantine replay --all", StringComparison.Ordinal) == true, "the doubt");
        await process.AdvanceUntilAsync(() => process.State.ConsecutiveFailures > 5, "further tries");

        Assert.Contains("Batching:SetAsideMax", process.State.LastError, StringComparison.Ordinal);
        Assert.Equal(ids[..3], Quarantined(process.Quarantine));
        Assert.True(process.State.IsIsolating);
        Assert.Equal(17, process.State.UndeliveredEvents);

        _sink.Answer = null;
        await process.AdvanceUntilAsync(() => process.State.UndeliveredEvents == 0, "the mended sink");
        Assert.Equal(ids[3..], _sink.StoredIds);
        Assert.False(process.State.IsIsolating);
    }

    [Fact]
    public async Task A_record_that_is_taken_starts_the_count_anew_and_a_reload_raises_the_bound()
    {
        await using var process = Start(new BatchOptions { RowsMax = 9, SetAsideMax = 2 });
        var ids = await AppendAsync(process, 9, 0, 1, 3, 4, 6, 7, 8);
        await process.AdvanceUntilAsync(() => process.State.LastError?.Contains("2 records in a row", StringComparison.Ordinal) == true, "the doubt");
        Assert.Equal([ids[0], ids[1], ids[3], ids[4], ids[6], ids[7]], Quarantined(process.Quarantine));

        process.Options.Set(new BatchOptions { SetAsideMax = 3 });

        await process.AdvanceUntilAsync(() => process.State.UndeliveredEvents == 0, "all passed");
        Assert.Equal(7, Quarantined(process.Quarantine).Count);
    }

    [Fact]
    public async Task A_full_quarantine_holds_the_delivery_until_there_is_room()
    {
        var quarantine = new QuarantineStore(_folder.File("small"), new QuarantineLimits(EntriesMax: 1));
        await using var process = new SinkProcess(_log, quarantine, _folder.Path, new BatchOptions { RowsMax = 6 }, _sink).Start();
        var ids = await AppendAsync(process, 6, 1, 3);

        await process.AdvanceUntilAsync(() => process.State.LastError?.Contains("is full (1 entries", StringComparison.Ordinal) == true, "the full quarantine");
        Assert.Equal(3, process.State.UndeliveredEvents);
        Assert.Equal([ids[0], ids[2]], _sink.StoredIds);

        quarantine.Remove(quarantine.List()[0].Id);
        await process.AdvanceUntilAsync(() => process.State.UndeliveredEvents == 0, "the rest");
        Assert.Equal([ids[0], ids[2], ids[4], ids[5]], _sink.StoredIds);
        Assert.Equal([ids[3]], Quarantined(quarantine));
    }

    [Fact]
    public async Task A_flush_ends_when_what_is_refused_is_set_aside()
    {
        await using var process = Start(new BatchOptions());
        var ids = await AppendAsync(process, 5, 2);

        var flushed = process.Worker.FlushAsync(TestContext.Current.CancellationToken);
        await process.AdvanceUntilAsync(() => flushed.IsCompleted, "the flush");

        Assert.True(await flushed);
        Assert.Equal(ids.Where(id => !_poison.Contains(id)), _sink.StoredIds);
    }

    [Fact]
    public async Task Damaged_records_between_the_parts_are_counted_once_and_never_sent()
    {
        await using var process = Start(new BatchOptions { RowsMax = 5 });
        List<Guid> ids = [];
        for (var i = 0; i < 5; i++)
        {
            Assert.True(_log.TryAppend("junk"u8, out _));
            SinkProcess.Append(_log, Guid.NewGuid(), process.Time.GetUtcNow());
            _log.Damaged.Add(_log.TailAddress);
            process.Tally.Add(2);
            ids.AddRange(i == 2 ? await AppendAsync(process, 1, 0) : await AppendAsync(process, 1));
        }

        await process.AdvanceUntilAsync(() => process.State.UndeliveredEvents == 0, "all passed");

        Assert.Equal([ids[0], ids[1], ids[3], ids[4]], _sink.StoredIds);
        Assert.Equal([ids[2]], Quarantined(process.Quarantine));
        Assert.Equal(_log.CommittedUntilAddress, _log.BeginAddress);
    }

    [Fact]
    public void Any_set_of_poisoned_records_is_the_one_that_is_set_aside() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(40),
            Prop.ForAll(
                Arb.From(from rows in Gen.Choose(1, 20)
                         from marks in Gen.Frequency((1, Gen.Constant(true)), (4, Gen.Constant(false))).ListOf()
                         select (rows, marks: marks.ToArray())),
                given => HoldsAsync(given.rows, given.marks).GetAwaiter().GetResult()));

    private static async Task HoldsAsync(int rows, bool[] marks)
    {
        await using var test = new PoisonTests();
        await using var process = test.Start(new BatchOptions { RowsMax = rows, RetryDelayMax = TimeSpan.FromMilliseconds(100) });
        var ids = await test.AppendAsync(process, marks.Length, [.. marks.Index().Where(mark => mark.Item).Select(mark => mark.Index)]);
        await process.AdvanceUntilAsync(() => process.State.UndeliveredEvents == 0, "all passed");

        Assert.Equal(ids.Where(test._poison.Contains), Quarantined(process.Quarantine));
        Assert.Equal(ids.Where(id => !test._poison.Contains(id)), test._sink.StoredIds);
    }

    /// <summary>Ids of the events that were set aside, by address.</summary>
    internal static IReadOnlyList<Guid> Quarantined(QuarantineStore store)
    {
        var batch = new EventBatch();
        Assert.All(store.List(), item => Assert.True(RecordDecoder.TryDecode(store.Find(item.Id)!.Payload, batch)));
        return [.. batch.EventId.Values];
    }

    private ValueTask<DeliveryOutcome> AnswerAsync(Delivery delivery)
    {
        lock (_poison)
        {
            return delivery.EventIds.Any(_poison.Contains) ? ValueTask.FromResult(DeliveryOutcome.Refused("code 469")) : _sink.StoreAsync(delivery);
        }
    }

    // Marked before they are committed, so that no batch sees them unmarked.
    private async Task<List<Guid>> AppendAsync(SinkProcess process, int count, params int[] poisoned)
    {
        List<Guid> ids = [.. Enumerable.Range(0, count).Select(_ => Guid.NewGuid())];
        lock (_poison)
        {
            _poison.UnionWith(poisoned.Select(at => ids[at]));
        }

        ids.ForEach(id => SinkProcess.Append(_log, id, process.Time.GetUtcNow()));
        process.Tally.Add(count);
        await _log.CommitAsync(CancellationToken.None);
        return ids;
    }

    private SinkProcess Start(BatchOptions options) => new SinkProcess(_log, _folder.Path, options, _sink).Start();
}
