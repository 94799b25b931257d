using FsCheck;
using FsCheck.Fluent;
using Ingest.Core.Batching;
using Ingest.Core.Log;
using Ingest.Core.Sinks;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Batching;

/// <summary>Every step of a delivery is interrupted as by kill -9: the worker is abandoned, and another starts on the same log and files.</summary>
public sealed class SinkWorkerCrashTests : IAsyncDisposable
{
    private readonly FaultyLog _log = new(new MemoryEventLog());
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingSink _sink = new();
    private readonly List<SinkProcess> _abandoned = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _abandoned)
        {
            await process.DisposeAsync();
        }

        await _log.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_range_that_was_being_sent_is_sent_again_as_it_was_whatever_the_options_say_now(bool hasReachedTheSink)
    {
        _sink.Answer = async (delivery, cancellation) =>
        {
            _ = hasReachedTheSink ? await _sink.StoreAsync(delivery) : default;
            return await RecordingSink.NeverAsync(cancellation);
        };
        var killed = Start(new BatchOptions { RowsMax = 4 });
        var ids = await killed.AppendAsync(10);
        await Poll.UntilAsync(() => _sink.Tries.Count == 1, "the try");

        _sink.Answer = null;
        var next = Start(new BatchOptions { RowsMax = 3 });
        await Poll.UntilAsync(() => _sink.StoredIds.Count == 10, "everything");

        var tries = _sink.Tries.ToArray();
        Assert.Equal(tries[0].Range, tries[1].Range);
        Assert.Equal(tries[0].Range.ToString(), tries[1].Range.ToString());
        Assert.Equal([4, 4, 3, 3], tries.Select(delivery => delivery.EventIds.Count));
        Assert.Equal(ids, _sink.StoredIds);
        Assert.Contains(next.Logger.Messages, message => message.Text.Contains("again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_crash_between_cursor_and_truncation_sends_nothing_twice_and_truncates_later()
    {
        _log.OnTruncate = _ => throw new InvalidOperationException("killed here");
        var killed = Start(new BatchOptions { RowsMax = 2 });
        var ids = await killed.AppendAsync(2);
        await Poll.UntilAsync(() => killed.State.Fault is not null, "the end");
        Assert.Equal(2, _sink.StoredIds.Count);
        var begin = _log.BeginAddress;

        _log.OnTruncate = null;
        var next = Start(new BatchOptions { RowsMax = 2 });
        ids.AddRange(await next.AppendAsync(2));
        await Poll.UntilAsync(() => _log.BeginAddress > begin, "the truncation");

        Assert.Equal(2, _sink.Tries.Count);
        Assert.Equal(ids, _sink.StoredIds);
    }

    [Fact]
    public async Task A_stop_during_a_delivery_keeps_its_range_for_the_next_start()
    {
        _sink.Answer = (_, cancellation) => RecordingSink.NeverAsync(cancellation);
        await using (var stopped = new SinkProcess(_log, _folder.Path, new BatchOptions { RowsMax = 4 }, _sink).Start())
        {
            await stopped.AppendAsync(6);
            await Poll.UntilAsync(() => _sink.Tries.Count == 1, "the try");
        }

        _sink.Answer = null;
        var next = Start(new BatchOptions { RowsMax = 1 });
        await Poll.UntilAsync(() => _sink.StoredIds.Count == 6, "everything");

        Assert.Equal([4, 4, 1, 1], _sink.Tries.Select(delivery => delivery.EventIds.Count));
        Assert.Empty(next.Health.Faults);
    }

    [Fact]
    public async Task A_pending_range_whose_records_were_damaged_since_blocks_nothing_and_takes_no_record_of_the_next()
    {
        _sink.Answer = (_, cancellation) => RecordingSink.NeverAsync(cancellation);
        var killed = Start(new BatchOptions { RowsMax = 3 });
        var ids = await killed.AppendAsync(5);
        await Poll.UntilAsync(() => _sink.Tries.Count == 1, "the try");
        _log.Damaged.Add(_sink.Tries.Single().Range.End);

        _sink.Answer = null;
        Start(new BatchOptions { RowsMax = 2 });
        await Poll.UntilAsync(() => _sink.StoredIds.Count == 4, "what is left");

        Assert.Equal([ids[0], ids[1], ids[3], ids[4]], _sink.StoredIds);
    }

    [Fact]
    public void Any_sequence_of_crashes_and_faults_delivers_every_event_once_in_order() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(25),
            Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed => RunAsync(seed).GetAwaiter().GetResult()));

    // A run of processes on one log, each with options of its own, each killed at a random try before or after the
    // sink has taken it, or stopped when it has done all before that.
    private static async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        await using var log = new FaultyLog(new MemoryEventLog());
        using var folder = new TemporaryFolder();
        var sink = new RecordingSink();
        List<SinkProcess> killed = [];
        List<Guid> ids = [];
        for (var process = 0; process < 5; process++)
        {
            var triesLeft = random.Next(1, 6);
            var dead = new TaskCompletionSource();
            sink.Answer = async (delivery, cancellation) =>
            {
                triesLeft--;
                _ = random.Next(2) == 0 ? await sink.StoreAsync(delivery) : default;
                if (triesLeft > 0)
                {
                    return random.Next(3) == 0 ? DeliveryOutcome.Retry("fault") : await sink.StoreAsync(delivery);
                }

                dead.TrySetResult();
                return await RecordingSink.NeverAsync(cancellation);
            };
            var running = new SinkProcess(log, folder.Path, new BatchOptions { RowsMax = random.Next(1, 9) }, sink).Start();
            ids.AddRange(await running.AppendAsync(random.Next(40)));
            ids.AddRange(await running.AppendAsync(1));
            await running.AdvanceUntilAsync(() => dead.Task.IsCompleted || sink.StoredIds.Count == ids.Count, "a crash or the end");
            if (dead.Task.IsCompleted)
            {
                killed.Add(running);
            }
            else
            {
                await running.DisposeAsync();
            }
        }

        sink.Answer = null;
        await using var last = new SinkProcess(log, folder.Path, new BatchOptions { RowsMax = 5 }, sink).Start();
        Assert.True(await last.Worker.FlushAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(ids, sink.StoredIds);
        foreach (var process in killed)
        {
            await process.DisposeAsync();
        }
    }

    private SinkProcess Start(BatchOptions options)
    {
        var process = new SinkProcess(_log, _folder.Path, options, _sink).Start();
        _abandoned.Add(process);
        return process;
    }
}
