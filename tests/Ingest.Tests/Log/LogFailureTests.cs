using Ingest.Core.Log;
using Xunit;

namespace Ingest.Tests.Log;

public sealed class LogSizeLimitTests : LogContractTests
{
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_largest_record_is_taken_and_one_byte_more_is_not(string kind)
    {
        await using var harness = LogHarness.Create(kind);
        var largest = Bytes.Of(1, harness.Log.RecordBytesMax);

        Assert.True(harness.Log.TryAppend(largest, out _));
        Assert.Throws<ArgumentException>(() => harness.Log.TryAppend(new byte[largest.Length + 1], out _));
        Assert.Throws<ArgumentException>(() => harness.Log.TryAppend(default, out _));
        Assert.True(harness.Log.TryAppend("after"u8, out _));
        await harness.Log.CommitAsync(CancellationToken.None);
        await harness.CrashAsync();

        Bytes.AssertSame([largest, "after"u8.ToArray()], harness.ReadAll());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_reader_opens_on_committed_addresses_only(string kind)
    {
        await using var harness = LogHarness.Create(kind);
        await harness.AppendAsync(3, bytes: 100);
        Assert.True(harness.Log.TryAppend("not committed"u8, out var beyond));

        Assert.Throws<EventLogException>(() => harness.Log.OpenReader(beyond));
        Assert.Throws<EventLogException>(() => harness.Log.OpenReader(1));
        Assert.Throws<EventLogException>(() => harness.Log.OpenReader(-1));
        Assert.Empty(harness.ReadAll(harness.Log.CommittedUntilAddress));
    }

    [Fact]
    public void The_default_options_have_no_fault() => Assert.Empty(new LogOptions { Path = "log" }.Validate());

    [Fact]
    public void Every_fault_of_the_options_is_named_at_once()
    {
        var options = new LogOptions
        {
            Path = " ",
            PageBytes = 100_000,
            MemoryBytes = 1 << 16,
            SegmentBytes = 1 << 10,
            Durability = (Durability)9,
            CommitIntervalMax = TimeSpan.Zero,
        };
        var faults = options.Validate().ToList();
        string[] named = ["Log:Path", "Log:PageBytes", "Log:MemoryBytes", "Log:SegmentBytes", "Log:Durability", "Log:CommitIntervalMax"];
        Assert.Equal(named.Length, faults.Count);
        Assert.All(named.Zip(faults), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }
}

public sealed class LogFailureTests : LogContractTests
{
    // The next segment cannot be made, since the folder is gone: what a removed volume does.
    [Fact]
    public async Task A_log_that_cannot_grow_refuses_records_and_commits_those_it_took()
    {
        await using var harness = new LogHarness.OnDisk();
        var log = harness.Log;
        var records = await harness.AppendAsync(50, bytes: 1_000);
        var moved = harness.Options.Path + "-moved";
        Directory.Move(harness.Options.Path, moved);

        // What is left of the first segment holds less than this.
        while (records.Count < 1_000 && log.TryAppend(Bytes.Of(records.Count, 1_000), out _))
        {
            records.Add(Bytes.Of(records.Count, 1_000));
        }

        Assert.InRange(records.Count, 51, 999);
        Assert.Contains("Log:Path", log.State.Fault, StringComparison.Ordinal);
        Assert.Null(log.State.Full);
        await log.CommitAsync(CancellationToken.None).AsTask().WaitAsync(Deadline);
        Bytes.AssertSame(records, harness.ReadAll());

        Directory.Move(moved, harness.Options.Path);
        log.CheckDisk();
        Assert.Null(log.State.Fault);
        Assert.True(log.TryAppend("after"u8, out _));
        await harness.CrashAsync();
        Bytes.AssertSame(records, harness.ReadAll());
    }

    // Two pages of four are committed by nobody: an append of two more might wait for the disk.
    [Fact]
    public async Task A_log_says_before_an_append_may_block_that_the_disk_is_late()
    {
        await using var harness = new LogHarness.OnDisk();
        var log = harness.Log;
        var appended = 0;
        while (!log.IsBehind && appended < 1_000)
        {
            Assert.True(log.TryAppend(Bytes.Of(appended++, 1_000), out _));
        }

        Assert.InRange(appended * 1_000, LogHarness.PageBytes, 3 * LogHarness.PageBytes);
        await log.CommitAsync(CancellationToken.None).AsTask().WaitAsync(Deadline);
        Assert.False(log.IsBehind);
    }

    // FASTER would wait for good: it loses what the keeper of its commits throws.
    [Fact]
    public async Task A_commit_that_cannot_be_recorded_is_final()
    {
        await using var harness = new LogHarness.OnDisk();
        var records = await harness.AppendAsync(5, bytes: 100);
        harness.Faster.Run.Slots.Dispose();
        Assert.True(harness.Log.TryAppend("lost"u8, out _));

        await Assert.ThrowsAsync<EventLogException>(() => harness.Log.CommitAsync(CancellationToken.None).AsTask().WaitAsync(Deadline));

        await AssertEnded(harness.Log);
        Bytes.AssertSame(records, harness.ReadAll());
        await harness.CrashAsync();
        Bytes.AssertSame(records, harness.ReadAll());
    }

    [Fact]
    public async Task A_segment_that_vanishes_is_an_error_to_readers_and_not_an_end()
    {
        await using var harness = new LogHarness.OnDisk();
        await harness.AppendAsync(2_000, bytes: 500);
        await harness.CrashAsync();
        var aside = harness.SegmentPath(0) + "-aside";
        File.Move(harness.SegmentPath(0), aside);
        using var reader = harness.Log.OpenReader(0);

        Assert.Throws<EventLogException>(() => reader.TryRead(out _));
        Assert.Equal(64, reader.Address);
        File.Move(aside, harness.SegmentPath(0));

        Assert.True(reader.TryRead(out var record));
        Assert.Equal(Bytes.Of(1, 500), record);
        Assert.Equal(0, reader.DamagedRecords);
    }

    private static async Task AssertEnded(IEventLog log)
    {
        Assert.False(log.TryAppend("later"u8, out _));
        await Assert.ThrowsAsync<EventLogException>(() => log.CommitAsync(CancellationToken.None).AsTask().WaitAsync(Deadline));
        Assert.NotNull(log.State.Fault);
    }
}
