using Ingest.Core.Batching;
using Ingest.Tests.Fakes;
using Ingest.Tests.Log;

namespace Ingest.Tests.Batching;

/// <summary>The worker over the log on disk, whose addresses have gaps at page ends and whose truncation frees files.</summary>
public sealed class SinkWorkerOnDiskTests : IAsyncDisposable
{
    private readonly LogHarness.OnDisk _log = new();
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingSink _sink = new();

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Every_event_is_delivered_once_over_crashes_of_process_and_log_and_the_files_are_freed()
    {
        List<Guid> ids = [];
        for (var run = 0; run < 4; run++)
        {
            var triesLeft = 5;
            _sink.Answer = async (delivery, cancellation) =>
            {
                var outcome = await _sink.StoreAsync(delivery);
                return --triesLeft > 0 ? outcome : await RecordingSink.NeverAsync(cancellation);
            };
            await using (var process = Start(rowsMax: 1000 - (run * 90)))
            {
                ids.AddRange(await process.AppendAsync(6000));
                await Poll.UntilAsync(() => triesLeft == 0, "the crash");
                await Poll.UntilAsync(() => process.State.UndeliveredEvents == ids.Count - Confirmed, "the exact count");
            }

            await _log.CrashAsync();
        }

        _sink.Answer = null;
        await using var last = Start(rowsMax: 1000);
        Assert.True(await last.Worker.FlushAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20)));

        Assert.Equal(ids, _sink.StoredIds);
        Assert.Equal((0L, 0L), (last.State.UndeliveredEvents, last.State.UndeliveredBytes));

        // The commit records what is given up; the files go a moment after it, when no thread is in the log any more.
        await last.AppendAsync(1);
        var firstKept = _log.Log.BeginAddress / _log.Options.SegmentBytes;
        Assert.True(firstKept > 0);
        await Poll.UntilAsync(() => _log.Segments().Min() == firstKept, "the files before the cursor freed");
    }

    [Fact]
    public async Task A_flush_is_done_at_once_when_the_log_on_disk_has_nothing_left()
    {
        await using (var process = Start(rowsMax: 10_000))
        {
            await process.AppendAsync(3000);
            Assert.True(await process.Worker.FlushAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20)));
        }

        await _log.CrashAsync();
        await using var next = Start(rowsMax: 10_000);
        Assert.True(await next.Worker.FlushAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20)));

        Assert.Single(_sink.Tries);
    }

    // The last range is stored but not confirmed: its events still count as undelivered.
    private long Confirmed => _sink.StoredIds.Count - _sink.Tries.Last().EventIds.Count;

    private SinkProcess Start(int rowsMax) => new SinkProcess(_log.Log, _folder.Path, new BatchOptions { RowsMax = rowsMax }, _sink).Start();
}
