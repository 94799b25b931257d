using Ingest.Core.Batching;
using Ingest.Core.Diagnostics;
using Ingest.Core.Quarantine;
using Ingest.Tests.Fakes;
using Ingest.Tests.Log;

namespace Ingest.Tests.Batching;

/// <summary>Workers over a damaged log: what is good is delivered once, what is not is kept once.</summary>
public sealed class SinkWorkerDamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Damage_is_kept_once_for_two_sinks_and_over_restarts_and_the_rest_is_delivered()
    {
        await using var log = await DamagedLog.CreateAsync(Enumerable.Repeat(120, 900));
        log.Flip(log.Records[300].Address + 9, 4);
        log.Flip(log.Records[899].Address + 80, 2);
        var expected = log.Records.Where((_, i) => i is not (300 or 899)).Select(record => record.Id).ToList();
        var (one, two) = (new RecordingSink("one"), new RecordingSink("two"));

        await RunAsync(log, Keeper(log), one, two);
        Assert.Equal(expected, one.StoredIds);
        Assert.Equal(expected, two.StoredIds);
        var entries = Store.List();
        Assert.Equal([log.Records[300].Address, log.Records[899].Address], entries.Select(entry => entry.Id.Address));
        var kept = Store.Find(entries[0].Id)!.Payload;
        kept[9] ^= 1 << 4;
        Assert.Equal(log.Original(log.Records[300].Address, kept.Length), kept);

        // A third sink reads all of it again: same places, same entries.
        var written = entries.Select(entry => entry.Entry!.SetAsideAt).ToList();
        await RunAsync(log, Keeper(log), new RecordingSink("three"));
        Assert.Equal(written, Store.List().Select(entry => entry.Entry!.SetAsideAt));
    }

    [Fact]
    public async Task A_full_quarantine_holds_the_cursor_until_there_is_room()
    {
        await using var log = await DamagedLog.CreateAsync(Enumerable.Repeat(120, 50));
        log.Flip(log.Records[20].Address + 30, 1);
        var full = new DamageKeeper(new QuarantineStore(_folder.File("quarantine"), new QuarantineLimits(EntriesMax: 0)), log.LogId, TimeProvider.System);
        var sink = new RecordingSink();
        log.Harness.Reopen();
        await using (var worker = Worker(log, full, Cursors(log), sink))
        {
            worker.Start();
            await Poll.UntilAsync(() => worker.State.ConsecutiveFailures > 2, "tries");
            Assert.Contains("quarantine is full", worker.State.LastError, StringComparison.Ordinal);
            Assert.Null(worker.State.Fault);
        }

        Assert.True(CursorFolder.Read(_folder.File("cursors")).Single().PendingEnd > 0);
        await log.Harness.CloseAsync();
        await RunAsync(log, Keeper(log), sink);
        Assert.Equal(log.Records.Where((_, i) => i != 20).Select(record => record.Id), sink.StoredIds);
        Assert.Single(Store.List());
    }

    [Fact]
    public async Task After_a_repair_every_good_record_is_delivered_once_from_where_the_sink_was()
    {
        await using var log = await DamagedLog.CreateAsync(Enumerable.Repeat(200, 2_000));
        var sink = new RecordingSink("test");
        Directory.CreateDirectory(_folder.File("cursors"));
        new CursorFile(_folder.File("cursors/test.cursor")).Save(new SinkCursor(log.LogId, log.Records[100].Address, log.Records[400].Address));
        log.Flip(log.Records[50].Address + 30, 1);
        log.Flip(log.Records[200].Address + 30, 1);
        File.Delete(log.Harness.SegmentPath(1));
        File.Delete(log.Harness.CommitsPath);
        File.Delete(Path.Combine(log.Path, "log.id"));

        log.Repair(_folder.File("quarantine"), [.. CursorFolder.Read(_folder.File("cursors"))]);
        await RunAsync(log, Keeper(log), sink);

        var segment = log.Harness.Options.SegmentBytes;
        Assert.Equal(log.Records.Where((record, i) => i >= 100 && i != 200 && record.Address / segment != 1).Select(record => record.Id), sink.StoredIds);
        Assert.Equal((log.LogId, log.Records[100].Address, log.Records[400].Address), (sink.Tries.First().Range.LogId, sink.Tries.First().Range.Begin, sink.Tries.First().Range.End));
        Assert.Equal(2, Store.List().Count);
    }

    private QuarantineStore Store => new(_folder.File("quarantine"));

    private DamageKeeper Keeper(DamagedLog log) => new(Store, log.LogId, TimeProvider.System);

    private SinkCursors Cursors(DamagedLog log) => new(log.Harness.Log, _folder.File("cursors"));

    private SinkWorker Worker(DamagedLog log, DamageKeeper keeper, SinkCursors cursors, RecordingSink sink)
    {
        var context = new BatchingContext(
            log.Harness.Log, cursors, Store, new LogTally(), new PipelineHealth(), TimeProvider.System, new RecordingLogger())
        {
            Damage = keeper,
        };
        return new SinkWorker(sink, new SettableOptions<BatchOptions>(new BatchOptions { RetryDelayMin = TimeSpan.FromMilliseconds(1) }), context);
    }

    private async Task RunAsync(DamagedLog log, DamageKeeper keeper, params RecordingSink[] sinks)
    {
        log.Harness.Reopen();

        // One for all, as in the server: each alone would let the log give up what another has not read.
        var cursors = Cursors(log);
        var workers = sinks.Select(sink => Worker(log, keeper, cursors, sink)).ToList();
        workers.ForEach(worker => worker.Start());
        foreach (var worker in workers)
        {
            Assert.True(await worker.FlushAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30)));
            await worker.DisposeAsync();
        }

        await log.Harness.CloseAsync();
    }
}
