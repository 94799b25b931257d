using Ingest.Core.Batching;
using Ingest.Core.Log;
using Ingest.Core.Sinks;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Batching;

/// <summary>Every step of an isolation is interrupted as by kill -9: the worker is abandoned, and another starts on the same log and files.</summary>
public sealed class PoisonCrashTests
{
    private const int Events = 8;

    // Two beside each other, so that a crash falls between them, and the last one.
    private static readonly int[] Poisoned = [3, 4, 7];

    [Fact]
    public async Task A_crash_at_any_try_before_or_after_the_sink_has_taken_it_loses_and_repeats_nothing()
    {
        var (tries, _) = await RunAsync();
        Assert.InRange(tries, 15, 60);
        for (var at = 1; at <= tries; at++)
        {
            await RunAsync(diesAtTry: at, isStored: false);
            await RunAsync(diesAtTry: at, isStored: true);
        }
    }

    [Fact]
    public async Task A_crash_behind_any_cursor_loses_and_repeats_nothing()
    {
        var (_, cursors) = await RunAsync();
        Assert.InRange(cursors, Poisoned.Length + 2, Events);
        for (var at = 1; at <= cursors; at++)
        {
            await RunAsync(diesAtCursor: at);
        }
    }

    [Fact]
    public async Task A_crash_after_a_record_was_set_aside_and_before_the_cursor_sets_it_aside_once()
    {
        await using var test = new Scenario();
        test.Sink.Answer = (delivery, _) =>
        {
            if (delivery.EventIds.SequenceEqual([test.Ids[3]]))
            {
                // A folder in the place of the temporary file makes every write of the cursor fail.
                Directory.CreateDirectory(test.Folder.File("test.cursor.tmp"));
            }

            return test.AnswerAsync(delivery);
        };
        var killed = test.Start();
        await killed.AdvanceUntilAsync(() => killed.State.LastError?.StartsWith("the cursor cannot be written", StringComparison.Ordinal) == true, "the failing cursor");
        Assert.Equal([test.Ids[3]], PoisonTests.Quarantined(killed.Quarantine));

        // It would go on with the next try.
        await test.EndAsync(killed);
        Directory.Delete(test.Folder.File("test.cursor.tmp"));
        test.Sink.Answer = (delivery, _) => test.AnswerAsync(delivery);
        await test.FinishAsync();
    }

    // Returns how often the sink was tried and the cursor moved before the crash.
    private static async Task<(int Tries, int Cursors)> RunAsync(int diesAtTry = 0, bool isStored = false, int diesAtCursor = 0)
    {
        await using var test = new Scenario();
        var (tries, cursors) = (0, 0);
        var dead = new TaskCompletionSource();
        test.Log.OnTruncate = _ =>
        {
            if (++cursors == diesAtCursor)
            {
                dead.TrySetResult();
                throw new InvalidOperationException("killed here");
            }
        };
        test.Sink.Answer = async (delivery, cancellation) =>
        {
            if (++tries != diesAtTry)
            {
                return await test.AnswerAsync(delivery);
            }

            _ = isStored ? await test.AnswerAsync(delivery) : default;
            dead.TrySetResult();
            return await RecordingSink.NeverAsync(cancellation);
        };
        var first = test.Start();
        var flushed = first.Worker.FlushAsync(CancellationToken.None);
        await first.AdvanceUntilAsync(() => dead.Task.IsCompleted || flushed.IsCompleted, "a crash or the end");
        var counts = (tries, cursors);

        test.Log.OnTruncate = null;
        test.Sink.Answer = (delivery, _) => test.AnswerAsync(delivery);
        await test.FinishAsync();
        return counts;
    }

    private sealed class Scenario : IAsyncDisposable
    {
        private readonly List<SinkProcess> _abandoned = [];

        public Scenario()
        {
            Ids.ForEach(id => SinkProcess.Append(Log, id, DateTimeOffset.UnixEpoch.AddYears(50)));
            Assert.True(Log.CommitAsync(CancellationToken.None).IsCompletedSuccessfully);
        }

        public FaultyLog Log { get; } = new(new MemoryEventLog());

        public TemporaryFolder Folder { get; } = new();

        public RecordingSink Sink { get; } = new();

        public List<Guid> Ids { get; } = [.. Enumerable.Range(0, Events).Select(_ => Guid.NewGuid())];

        public SinkProcess Start()
        {
            var process = new SinkProcess(Log, Folder.Path, new BatchOptions { RowsMax = Events, RetryDelayMax = TimeSpan.FromMilliseconds(100) }, Sink).Start();
            _abandoned.Add(process);
            return process;
        }

        public async Task EndAsync(SinkProcess process)
        {
            _abandoned.Remove(process);
            await process.DisposeAsync();
        }

        public ValueTask<DeliveryOutcome> AnswerAsync(Delivery delivery) =>
            Poisoned.Any(at => delivery.EventIds.Contains(Ids[at])) ? ValueTask.FromResult(DeliveryOutcome.Refused("code 469")) : Sink.StoreAsync(delivery);

        // The sink of the tests stores a range once under its token: an event under two tokens would be there twice.
        public async Task FinishAsync()
        {
            var last = Start();
            var flushed = last.Worker.FlushAsync(CancellationToken.None);
            await last.AdvanceUntilAsync(() => flushed.IsCompleted, "everything");
            Assert.True(await flushed, last.State.Fault);
            Assert.Equal(Ids.Where((_, at) => !Poisoned.Contains(at)), Sink.StoredIds);
            Assert.Equal(Poisoned.Select(at => Ids[at]), PoisonTests.Quarantined(last.Quarantine));
            await last.AdvanceUntilAsync(() => last.State.UndeliveredEvents == 0, "the count");
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var process in _abandoned)
            {
                await process.DisposeAsync();
            }

            await Log.DisposeAsync();
            Folder.Dispose();
        }
    }
}
