using Ingest.Core.Log;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Log;

/// <summary>A log that may take no more disk: refuses before it appends, says why, and goes on by itself.</summary>
public sealed class LogRoomTests : LogContractTests
{
    private const int RecordBytes = 1_000;
    private const long MaxBytes = 4 * 4 * LogHarness.PageBytes;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_log_at_its_limit_refuses_and_names_the_setting(string kind)
    {
        await using var harness = LogHarness.Create(kind);
        harness.Options.MaxBytes = MaxBytes;
        var records = Fill(harness.Log);

        Assert.Contains("Log:MaxBytes", harness.Log.State.Full, StringComparison.Ordinal);
        Assert.Null(harness.Log.State.Fault);
        Assert.InRange(harness.Log.State.Bytes, MaxBytes / 2, MaxBytes);
        Assert.False(harness.Log.TryAppend(Bytes.Of(0, RecordBytes), out _));

        // What was taken is kept.
        await harness.Log.CommitAsync(CancellationToken.None);
        await harness.CrashAsync();
        Bytes.AssertSame(records, harness.ReadAll());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_full_log_goes_on_when_a_sink_has_taken_what_waits(string kind)
    {
        await using var harness = LogHarness.Create(kind);
        harness.Options.MaxBytes = MaxBytes;
        for (var round = 0; round < 4; round++)
        {
            Assert.NotEmpty(Fill(harness.Log));
            await harness.Log.CommitAsync(CancellationToken.None);
            harness.Log.Truncate(harness.Log.CommittedUntilAddress);
            Assert.False(harness.Log.TryAppend(Bytes.Of(0, RecordBytes), out _));

            // Nothing is appended: the check alone asks for the commit that frees the disk.
            Assert.True(harness.Log.CheckDisk());
            await harness.Log.CommitAsync(CancellationToken.None);

            await Poll.UntilAsync(() => harness.Log.TryAppend(Bytes.Of(0, RecordBytes), out _), "room");
            Assert.Null(harness.Log.State.Full);
            Assert.False(harness.Log.CheckDisk());
        }
    }

    [Fact]
    public async Task The_files_never_exceed_the_limit()
    {
        await using var harness = new LogHarness.OnDisk();
        harness.Options.MaxBytes = MaxBytes;
        Fill(harness.Log);
        await harness.Log.CommitAsync(CancellationToken.None);
        Assert.InRange(Directory.GetFiles(harness.Options.Path, "events.log.*").Sum(file => new FileInfo(file).Length), MaxBytes / 2, MaxBytes);
    }

    [Fact]
    public async Task Free_space_below_the_floor_refuses_and_heals_when_it_is_back()
    {
        var time = new ManualTime();
        var options = new LogOptions { PageBytes = LogHarness.PageBytes, FreeBytesMin = 1_000_000 };
        await using var log = new MemoryEventLog(LogHarness.PageBytes, options, time);
        log.Disk.FreeBytes = 1_000_000 + (2 * LogHarness.PageBytes);
        Assert.True(log.TryAppend("some"u8, out _));

        log.Disk.FreeBytes = 1_000_000 + (LogHarness.PageBytes / 2);
        Fill(log);
        Assert.Contains("Log:FreeBytesMin", log.State.Full, StringComparison.Ordinal);
        Assert.Equal(1_000_000, log.State.FreeBytesMin);

        // Asked by an append, once a second has passed.
        log.Disk.FreeBytes = 2_000_000;
        Assert.False(log.TryAppend(Bytes.Of(0, RecordBytes), out _));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(log.TryAppend(Bytes.Of(0, RecordBytes), out _));
        Assert.Null(log.State.Full);
        Assert.Equal(2_000_000, log.State.FreeBytes);
    }

    [Fact]
    public async Task Readiness_heals_without_an_append()
    {
        await using var log = new MemoryEventLog(LogHarness.PageBytes, new LogOptions { PageBytes = LogHarness.PageBytes, FreeBytesMin = 1_000 });
        log.Disk.FreeBytes = 0;
        Assert.False(log.TryAppend("some"u8, out _));
        Assert.NotNull(log.State.Full);
        log.Disk.FreeBytes = 1 << 20;
        log.CheckDisk();
        Assert.Null(log.State.Full);
    }

    [Fact]
    public async Task A_limit_below_four_segments_of_the_log_that_is_there_refuses_to_start()
    {
        await using var harness = new LogHarness.OnDisk();
        await harness.AppendAsync(1, RecordBytes);
        await harness.CloseAsync();
        harness.Options.SegmentBytes /= 2;
        harness.Options.MaxBytes = 4 * harness.Options.SegmentBytes;
        Assert.Empty(harness.Options.Validate());
        Assert.Contains("Log:MaxBytes", Assert.Throws<EventLogException>(() => harness.Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_below_four_segments_and_a_negative_floor_are_faults()
    {
        var options = new LogOptions { Path = "log", MaxBytes = 1, FreeBytesMin = -1 };
        Assert.Equal(["Log:MaxBytes is 1;", "Log:FreeBytesMin is -1;"], options.Validate().Select(fault => string.Join(' ', fault.Split(' ')[..3])));
    }

    [Fact]
    public async Task An_append_allocates_nothing_while_there_is_room_and_while_there_is_none()
    {
        await using var harness = new LogHarness.OnDisk();
        var record = Bytes.Of(1, 100);
        Assert.Equal(0, Allocations.Least(() => AppendMany(harness.Log, record)));
        harness.Options.MaxBytes = MaxBytes;
        Fill(harness.Log);
        Assert.NotNull(harness.Log.State.Full);
        Assert.Equal(0, Allocations.Least(() => AppendMany(harness.Log, record)));
    }

    private static void AppendMany(IEventLog log, byte[] record)
    {
        for (var i = 0; i < 50; i++)
        {
            log.TryAppend(record, out _);
        }
    }

    // The record that is refused is the last.
    private static List<byte[]> Fill(IEventLog log)
    {
        var records = new List<byte[]>();
        while (records.Count < 10_000 && log.TryAppend(Bytes.Of(records.Count, RecordBytes), out _))
        {
            records.Add(Bytes.Of(records.Count, RecordBytes));
        }

        Assert.InRange(records.Count, 0, 9_999);
        return records;
    }
}
