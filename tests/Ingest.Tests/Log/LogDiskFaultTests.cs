using Ingest.Core.Batching;
using Ingest.Core.Diagnostics.Drops;
using Ingest.Core.Enrichment;
using Ingest.Core.Files;
using Ingest.Core.Intake;
using Ingest.Core.Intake.EventIds;
using Ingest.Core.Log;
using Ingest.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Tests.Log;

/// <summary>Each step of an append and a commit fails once, for want of room or because the disk is broken.</summary>
public sealed class LogDiskFaultTests : LogContractTests
{
    private const int IoError = 5;
    private const int NoSpace = 28;

    [Theory]
    [InlineData(FileActKind.Write, "events.log", IoError)]
    [InlineData(FileActKind.Write, "events.log", NoSpace)]
    [InlineData(FileActKind.Flush, "events.log", IoError)]
    [InlineData(FileActKind.Flush, "events.log", NoSpace)]
    [InlineData(FileActKind.Write, "commits", IoError)]
    [InlineData(FileActKind.Write, "commits", NoSpace)]
    [InlineData(FileActKind.Flush, "commits", IoError)]
    [InlineData(FileActKind.Flush, "commits", NoSpace)]
    public async Task A_commit_that_fails_is_never_a_success_and_the_log_goes_on_without_it(FileActKind kind, string name, int error)
    {
        var disk = new BrokenDisk();
        await using var harness = new LogHarness.OnDisk(disk);
        var log = harness.Log;
        var records = await harness.AppendAsync(20, bytes: 500);
        using var reader = log.OpenReader(0);
        Assert.True(reader.TryRead(out _));
        (disk.Failing, disk.FailingName, disk.Error) = (kind, name, error);
        Assert.True(log.TryAppend("lost"u8, out var lost));
        var epoch = log.Epoch;

        await Assert.ThrowsAsync<EventLogException>(() => log.CommitAsync(CancellationToken.None).AsTask().WaitAsync(Deadline));

        // Not a second time either, although the disk would take it now.
        disk.Failing = null;
        await Assert.ThrowsAsync<EventLogException>(() => log.CommitAsync(CancellationToken.None).AsTask().WaitAsync(Deadline));
        Assert.False(log.TryAppend("later"u8, out _));
        Assert.NotNull(log.State.Fault);
        Assert.True(log.CheckDisk());
        Assert.True(log.CommittedUntilAddress < lost);
        Bytes.AssertSame(records, harness.ReadAll());

        long? dropped = null;
        log.OnDropped(from => dropped = from);
        await log.ReopenAsync(CancellationToken.None);

        Assert.Null(log.State.Fault);
        Assert.Equal(epoch + 1, log.Epoch);
        Assert.Equal(log.CommittedUntilAddress, dropped);
        records.AddRange(await harness.AppendAsync(20, bytes: 500, seed: 100));
        Bytes.AssertSame(records, harness.ReadAll());
        Bytes.AssertSame(records[1..], Rest(reader));
        await harness.CrashAsync();
        Bytes.AssertSame(records, harness.ReadAll());
    }

    [Fact]
    public async Task A_log_is_not_opened_again_while_the_disk_is_broken()
    {
        var disk = new BrokenDisk();
        await using var harness = new LogHarness.OnDisk(disk);
        var records = await harness.AppendAsync(20, bytes: 500);
        (disk.Failing, disk.FailingName) = (FileActKind.Flush, "commits");
        Assert.True(harness.Log.TryAppend("lost"u8, out _));
        await Assert.ThrowsAsync<EventLogException>(() => harness.Log.CommitAsync(CancellationToken.None).AsTask().WaitAsync(Deadline));
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<EventLogException>(() => harness.Log.ReopenAsync(CancellationToken.None).AsTask().WaitAsync(Deadline));
            Bytes.AssertSame(records, harness.ReadAll());
        }

        disk.Failing = null;
        await harness.Log.ReopenAsync(CancellationToken.None);
        records.AddRange(await harness.AppendAsync(1, bytes: 500, seed: 900));
        Bytes.AssertSame(records, harness.ReadAll());
    }

    [Theory]
    [InlineData(FileActKind.Create, NoSpace)]
    [InlineData(FileActKind.Allocate, NoSpace)]
    [InlineData(FileActKind.FlushFolder, NoSpace)]
    [InlineData(FileActKind.Create, IoError)]
    [InlineData(FileActKind.Allocate, IoError)]
    [InlineData(FileActKind.FlushFolder, IoError)]
    public async Task A_segment_that_cannot_be_made_refuses_records_before_they_are_appended(FileActKind kind, int error)
    {
        var disk = new BrokenDisk();
        await using var harness = new LogHarness.OnDisk(disk);
        var log = harness.Log;
        var records = await harness.AppendAsync(20, bytes: 500);
        (disk.Failing, disk.Error) = (kind, error);
        while (records.Count < 3_000 && log.TryAppend(Bytes.Of(records.Count, 500), out _))
        {
            records.Add(Bytes.Of(records.Count, 500));
        }

        Assert.InRange(records.Count, 21, 2_999);
        Assert.Equal(error == NoSpace, log.State.Full is not null);
        Assert.Equal(error != NoSpace, log.State.Fault is not null);

        // The disk is asked once a second, not for each event.
        var failures = disk.Failures;
        for (var i = 0; i < 1_000; i++)
        {
            log.TryAppend("refused"u8, out _);
        }

        Assert.InRange(disk.Failures, failures, failures + 5);
        await log.CommitAsync(CancellationToken.None);
        Assert.Equal(0, log.Epoch);
        disk.Failing = null;
        log.CheckDisk();
        records.AddRange(await harness.AppendAsync(2_000, bytes: 500, seed: 10_000));
        await harness.CrashAsync();
        Bytes.AssertSame(records, harness.ReadAll());
    }

    [Theory]
    [InlineData(FileActKind.Write)]
    [InlineData(FileActKind.Flush)]
    [InlineData(FileActKind.Move)]
    [InlineData(FileActKind.FlushFolder)]
    public void A_small_file_that_cannot_be_replaced_is_whole_and_the_next_try_replaces_it(FileActKind kind)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("file");
        AtomicFile.Write(path, "old"u8);
        var disk = new BrokenDisk();
        using var watching = FileWatch.Attach(folder.Path, disk);
        disk.Failing = kind;
        Assert.Throws<IOException>(() => AtomicFile.Write(path, "new"u8));
        Assert.Equal(kind == FileActKind.FlushFolder ? "new" : "old", File.ReadAllText(path));
        disk.Failing = null;
        AtomicFile.Write(path, "newest"u8);
        Assert.Equal("newest", File.ReadAllText(path));
    }

    // The queue in front refuses what it cannot hold: the memory of the log is not what grows.
    [Fact]
    public async Task A_slow_disk_holds_no_more_than_the_memory_of_the_log()
    {
        var disk = new BrokenDisk();
        await using var harness = new LogHarness.OnDisk(disk);
        await harness.AppendAsync(20, bytes: 500);
        disk.Hold();
        var appended = 0;
        var appending = Task.Run(() =>
        {
            for (; appended < 2_000; appended++)
            {
                Assert.True(harness.Log.TryAppend(Bytes.Of(appended, 1_000), out _));
            }
        });
        try
        {
            await Poll.UntilAsync(() => Volatile.Read(ref appended) > 100, "appends in memory");
            Assert.False(await Task.WhenAny(appending, Poll.UntilAsync(() => Volatile.Read(ref appended) > 4 * LogHarness.PageBytes / 1_000 * 3 / 4 - 40, "full memory")) == appending);
            Assert.InRange(Volatile.Read(ref appended) * 1_000L, 0, harness.Options.MemoryBytes);
        }
        finally
        {
            disk.Release();
        }

        await appending.WaitAsync(Deadline);
        await harness.Log.CommitAsync(CancellationToken.None);
        Assert.Equal(2_020, harness.ReadAll().Count);
    }

    [Fact]
    public async Task A_slow_disk_is_answered_with_overloaded_once_queue_and_memory_are_full()
    {
        const int Capacity = 4;
        var disk = new BrokenDisk();
        await using var harness = new LogHarness.OnDisk(disk);
        await using var committer = new GroupCommitter(harness.Log, harness.Options, TimeProvider.System, NullLogger<GroupCommitter>.Instance);
        committer.Start();
        var queue = new IntakeQueue(Capacity, TimeSpan.FromMilliseconds(200), TimeProvider.System);
        var appender = new LogAppender(harness.Log, new EventIdIndex(100, EventIdSnapshot.CreateEmpty()), committer, new LogTally());
        var working = new EnrichmentWorker([], appender, new DropLedger(_ => true, TimeProvider.System), NullLogger<EnrichmentWorker>.Instance).RunAsync(queue);
        var taken = new List<IntakeRequest>();
        disk.Hold();
        var reason = RejectionReason.None;
        while (reason == RejectionReason.None && taken.Count < 20_000)
        {
            var request = new IntakeRequest();
            request.Add();
            reason = await queue.EnqueueAsync(request, CancellationToken.None);
            taken.Add(request);
        }

        Assert.Equal(RejectionReason.Overloaded, reason);
        taken.RemoveAt(taken.Count - 1);
        disk.Release();
        foreach (var request in taken)
        {
            await request.Completion.AsTask().WaitAsync(Deadline);
            Assert.Equal(RejectionReason.None, request.Result(0).Reason);
        }

        queue.Close();
        await working.WaitAsync(Deadline);
        Assert.Equal(taken.Count, harness.ReadAll().Count);
        Assert.InRange(taken.Count, Capacity, (harness.Options.MemoryBytes / 100) + Capacity);
    }

    private static List<byte[]> Rest(IEventLogReader reader)
    {
        var read = new List<byte[]>();
        while (reader.TryRead(out var record))
        {
            read.Add(record.ToArray());
        }

        return read;
    }
}
