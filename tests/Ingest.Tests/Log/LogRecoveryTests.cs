using Ingest.Core.Log;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Log;

public sealed class LogRecoveryTests : LogContractTests
{
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Committed_records_and_addresses_survive_a_crash(string kind)
    {
        await using var harness = LogHarness.Create(kind);
        var records = await harness.AppendAsync(2_000, bytes: 333);
        var (id, begin, until) = (harness.Log.LogId, harness.Log.BeginAddress, harness.Log.CommittedUntilAddress);

        await harness.CrashAsync();

        Assert.Equal((id, begin, until, until), (harness.Log.LogId, harness.Log.BeginAddress, harness.Log.CommittedUntilAddress, harness.Log.TailAddress));
        Bytes.AssertSame(records, harness.ReadAll());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_log_grows_on_over_many_crashes(string kind)
    {
        await using var harness = LogHarness.Create(kind);
        var records = new List<byte[]>();
        for (var life = 0; life < 8; life++)
        {
            records.AddRange(await harness.AppendAsync(150, bytes: 700 + life, seed: life * 1_000));
            await harness.CrashAsync();
            Bytes.AssertSame(records, harness.ReadAll());
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_empty_log_is_empty_after_a_crash(string kind)
    {
        await using var harness = LogHarness.Create(kind);
        var id = harness.Log.LogId;
        Assert.True(harness.Log.TryAppend("never committed"u8, out _));

        await harness.CrashAsync();

        Assert.Equal(id, harness.Log.LogId);
        Assert.Empty(harness.ReadAll());
        Assert.Equal(harness.Log.BeginAddress, harness.Log.TailAddress);
        Assert.Single(await harness.AppendAsync(1, bytes: 50));
        Assert.Single(harness.ReadAll());
    }

    [Fact]
    public async Task Two_logs_have_different_identities()
    {
        await using var one = LogHarness.Create("faster");
        await using var other = LogHarness.Create("faster");
        Assert.NotEqual(one.Log.LogId, other.Log.LogId);
    }

    [Fact]
    public async Task A_log_in_use_refuses_a_second_process()
    {
        await using var harness = new LogHarness.OnDisk();
        var refusal = Assert.Throws<EventLogException>(() => harness.Open());
        Assert.Contains("another process", refusal.Message, StringComparison.Ordinal);
    }

    // Records lie where the page size put them: the options cannot change it for a log that exists.
    [Fact]
    public async Task Page_and_segment_size_stay_those_the_log_was_made_with()
    {
        await using var harness = new LogHarness.OnDisk();
        var records = await harness.AppendAsync(1_000, bytes: 900);
        harness.Options.PageBytes *= 4;
        harness.Options.SegmentBytes *= 8;
        harness.Options.MemoryBytes *= 4;

        await harness.CrashAsync();
        records.AddRange(await harness.AppendAsync(500, bytes: 900, seed: 5_000));
        await harness.CrashAsync();

        Bytes.AssertSame(records, harness.ReadAll());
    }
}

public sealed class LogTornTailTests : LogContractTests
{
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_was_appended_but_not_committed_never_comes_back(string kind)
    {
        await using var harness = LogHarness.Create(kind);
        var records = new List<byte[]>();
        for (var life = 0; life < 12; life++)
        {
            records.AddRange(await harness.AppendAsync(3, bytes: 9_000 + life, seed: life * 100));
            for (var i = 0; i < 40 + life; i++)
            {
                Assert.True(harness.Log.TryAppend(Bytes.Of(-i, 12_000), out _));
            }

            await harness.CrashAsync();
            records.AddRange(await harness.AppendAsync(2, bytes: 30_000, seed: (life * 100) + 50));
            Bytes.AssertSame(records, harness.ReadAll());
        }
    }

    // A commit whose slot never reached the disk: the records are there in full, the commit is not.
    [Fact]
    public async Task Records_behind_the_last_commit_do_not_come_back()
    {
        await using var harness = new LogHarness.OnDisk();
        var records = await harness.AppendAsync(5, bytes: 100);
        var commits = await File.ReadAllBytesAsync(harness.CommitsPath);
        await harness.AppendAsync(400, bytes: 1_000, seed: 100);
        await harness.CloseAsync();
        await File.WriteAllBytesAsync(harness.CommitsPath, commits);

        harness.Reopen();
        Bytes.AssertSame(records, harness.ReadAll());
        records.AddRange(await harness.AppendAsync(1, bytes: 60_000, seed: 9_000));
        await harness.CrashAsync();

        Bytes.AssertSame(records, harness.ReadAll());
    }

    // Whole sectors are read: what is left in the last one of a page would be taken for a record when the next one does not fit.
    [Fact]
    public async Task A_record_behind_the_last_commit_in_the_last_sector_of_a_page_does_not_come_back()
    {
        const int LeftOnPage = 200;
        await using var harness = new LogHarness.OnDisk();
        var records = await harness.AppendAsync(1, bytes: LogHarness.PageBytes - LeftOnPage - 64 - 12);
        var commits = await File.ReadAllBytesAsync(harness.CommitsPath);
        await harness.AppendAsync(1, bytes: 100, seed: 100);
        await harness.CloseAsync();
        await File.WriteAllBytesAsync(harness.CommitsPath, commits);

        harness.Reopen();
        records.AddRange(await harness.AppendAsync(20, bytes: 30_000, seed: 200));
        Bytes.AssertSame(records, harness.ReadAll());
        await harness.CrashAsync();

        Bytes.AssertSame(records, harness.ReadAll());
    }

    [Fact]
    public async Task A_log_cut_anywhere_is_refused_and_never_shortened_in_silence()
    {
        await using var harness = new LogHarness.OnDisk();
        await harness.AppendAsync(3, bytes: 300);
        await harness.CloseAsync();
        var whole = await File.ReadAllBytesAsync(harness.SegmentPath(0));
        var end = 64 + (3 * 312);
        for (var length = 0; length < end; length += 37)
        {
            await File.WriteAllBytesAsync(harness.SegmentPath(0), whole[..length]);
            Assert.Contains("instead of", Assert.Throws<EventLogException>(() => harness.Open()).Message, StringComparison.Ordinal);
        }
    }
}

public sealed class LogTruncationTests : LogContractTests
{
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_was_truncated_is_gone_and_the_rest_stays(string kind)
    {
        await using var harness = LogHarness.Create(kind);
        var records = await harness.AppendAsync(2_000, bytes: 300);
        var middle = AddressAfter(harness, 1_200);

        harness.Log.Truncate(middle);
        await harness.Log.CommitAsync(CancellationToken.None);

        Assert.Equal(middle, harness.Log.BeginAddress);
        Bytes.AssertSame(records[1_200..], harness.ReadAll());
        Assert.Throws<EventLogException>(() => harness.Log.OpenReader(middle - 4));
        await harness.CrashAsync();
        Assert.Equal(middle, harness.Log.BeginAddress);
        Bytes.AssertSame(records[1_200..], harness.ReadAll());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Truncation_never_moves_back_nor_beyond_what_is_committed(string kind)
    {
        await using var harness = LogHarness.Create(kind);
        await harness.AppendAsync(100, bytes: 300);
        var (middle, committed) = (AddressAfter(harness, 50), harness.Log.CommittedUntilAddress);
        Assert.True(harness.Log.TryAppend("not committed"u8, out var beyond));

        harness.Log.Truncate(middle);
        harness.Log.Truncate(64);
        Assert.Equal(middle, harness.Log.BeginAddress);
        harness.Log.Truncate(beyond);
        Assert.Equal(committed, harness.Log.BeginAddress);
        await harness.Log.CommitAsync(CancellationToken.None);

        Bytes.AssertSame(["not committed"u8.ToArray()], harness.ReadAll());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_truncation_that_no_commit_followed_is_undone_by_a_crash(string kind)
    {
        await using var harness = LogHarness.Create(kind);
        var records = await harness.AppendAsync(100, bytes: 300);
        harness.Log.Truncate(AddressAfter(harness, 50));
        await harness.CrashAsync();
        Bytes.AssertSame(records, harness.ReadAll());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_wholly_truncated_log_goes_on_where_it_ended(string kind)
    {
        await using var harness = LogHarness.Create(kind);
        for (var life = 0; life < 6; life++)
        {
            await harness.AppendAsync(211, bytes: 1_000);
            var end = harness.Log.TailAddress;
            harness.Log.Truncate(end);
            await harness.Log.CommitAsync(CancellationToken.None);
            await harness.CrashAsync();
            Assert.Equal((end, end), (harness.Log.BeginAddress, harness.Log.TailAddress));
            Assert.Empty(harness.ReadAll());
        }

        var records = await harness.AppendAsync(300, bytes: 1_000);
        await harness.CrashAsync();
        Bytes.AssertSame(records, harness.ReadAll());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_reader_that_is_overtaken_goes_on_at_the_new_begin(string kind)
    {
        await using var harness = LogHarness.Create(kind);
        var records = await harness.AppendAsync(3_000, bytes: 300);
        using var reader = harness.Log.OpenReader(0);
        Assert.True(reader.TryRead(out _));

        harness.Log.Truncate(AddressAfter(harness, 2_500));
        await harness.Log.CommitAsync(CancellationToken.None);

        Assert.True(reader.TryRead(out var record));
        Assert.Equal(records[2_500], record);
        Assert.Equal(0, reader.DamagedRecords);
    }

    [Fact]
    public async Task Disk_space_is_freed_in_whole_segments()
    {
        await using var harness = new LogHarness.OnDisk();
        await harness.AppendAsync(3_000, bytes: 1_000);
        var segments = harness.Segments().Order().ToArray();
        var firstKept = AddressAfter(harness, 2_000) / harness.Options.SegmentBytes;

        harness.Log.Truncate(AddressAfter(harness, 2_000));
        await harness.Log.CommitAsync(CancellationToken.None);

        await Poll.UntilAsync(() => harness.Segments().Min() == firstKept, "the files freed");
        Assert.Equal(segments.Where(segment => segment >= firstKept), harness.Segments().Order());
    }

    [Fact]
    public async Task A_segment_that_a_crash_left_behind_its_truncation_is_removed_at_the_next_start()
    {
        await using var harness = new LogHarness.OnDisk();
        await harness.AppendAsync(1_000, bytes: 1_000);
        var segment = await File.ReadAllBytesAsync(harness.SegmentPath(0));
        harness.Log.Truncate(AddressAfter(harness, 500));
        await harness.Log.CommitAsync(CancellationToken.None);
        await harness.CloseAsync();
        await File.WriteAllBytesAsync(harness.SegmentPath(0), segment);

        harness.Reopen();

        Assert.DoesNotContain(0, harness.Segments());
        Assert.Equal(500, harness.ReadAll().Count);
    }

    private static long AddressAfter(LogHarness harness, int records)
    {
        using var reader = harness.Log.OpenReader(0);
        for (var i = 0; i < records; i++)
        {
            Assert.True(reader.TryRead(out _));
        }

        return reader.Address;
    }
}
