using Ingest.Core.Batching;
using Ingest.Core.Log;
using Ingest.Log.Faster.Inspection;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Log;

/// <summary>Files of a log that are gone: the start refuses and names the repair, which makes a log of what is left.</summary>
public sealed class LogLostFileTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1, 2)]
    [InlineData(0, 1, 2, 3)]
    public async Task A_lost_segment_is_passed_over_and_all_others_are_read(params int[] lost)
    {
        using var folder = new TemporaryFolder();
        await using var log = await CreateAsync();
        Array.ForEach(lost, segment => File.Delete(log.Harness.SegmentPath(segment)));
        Assert.Contains("ingest log repair", Assert.Throws<EventLogException>(() => log.Harness.Open()).Message, StringComparison.Ordinal);

        var repaired = log.Repair(folder);

        Assert.All(repaired.Found.Damage, place => Assert.Equal(LogEntryKind.Missing, place.Kind));
        var left = log.Records.Where(record => !lost.Contains((int)(record.Address / log.Harness.Options.SegmentBytes))).Select(record => record.Record).ToList();
        Assert.Equal(left.Count, repaired.Found.Records);
        var (records, _, passed) = await log.ReadAsync();
        Bytes.AssertSame(left, records);
        Assert.Equal(0, passed);
        Assert.True(log.Plan().IsWhole);
        Assert.Equal((log.Until, left.Count), (repaired.Log.UntilAddress, (int)log.Verify().Records));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lost_or_damaged_commit_file_is_rebuilt_from_the_segments(bool isDamaged)
    {
        using var folder = new TemporaryFolder();
        await using var log = await CreateAsync();
        LoseCommits(log, isDamaged);
        Assert.Contains("ingest log repair", Assert.Throws<EventLogException>(() => log.Harness.Open()).Message, StringComparison.Ordinal);

        var repaired = log.Repair(folder);

        Assert.Equal((true, false, 64L, log.Until), (repaired.WritesCommits, repaired.WritesIdentity, repaired.Log.BeginAddress, repaired.Log.UntilAddress));
        await AssertWholeAsync(log);
    }

    [Fact]
    public async Task Damage_and_a_lost_segment_do_not_hide_records_from_the_search_for_the_end()
    {
        using var folder = new TemporaryFolder();
        await using var log = await CreateAsync();
        LoseCommits(log, isDamaged: false);
        File.Delete(log.Harness.SegmentPath(1));
        var hit = log.Records[^3];
        log.Flip(hit.Address + 8, 1);

        var repaired = log.Repair(folder);

        Assert.Equal(log.Until, repaired.Log.UntilAddress);
        var left = log.Records.Where(record => record.Address != hit.Address && record.Address / log.Harness.Options.SegmentBytes != 1).Select(record => record.Record).ToList();
        Bytes.AssertSame(left, (await log.ReadAsync()).Records);
    }

    [Fact]
    public async Task Without_a_commit_file_the_log_reaches_from_the_slowest_cursor_to_the_furthest()
    {
        using var folder = new TemporaryFolder();
        await using var log = await CreateAsync();
        LoseCommits(log, isDamaged: false);
        File.Delete(log.Harness.SegmentPath(0));
        File.Delete(log.Harness.SegmentPath(3));
        var (slow, fast) = (log.Records[10].Address, log.Until - 4);

        var repaired = log.Repair(folder, new SinkPosition("slow", log.LogId, slow, 0, null), new SinkPosition("fast", log.LogId, log.Records[^40].Address, fast, null));

        Assert.Equal((slow, fast), (repaired.Log.BeginAddress, repaired.Log.UntilAddress));
        log.Harness.Reopen();
        log.Harness.Log.OpenReader(fast).Dispose();
        using var reader = log.Harness.Log.OpenReader(slow);
        Assert.True(reader.TryRead(out var first));
        Assert.Equal(log.Records.First(record => record.Address >= log.Harness.Options.SegmentBytes).Record, first);
    }

    [Fact]
    public async Task A_lost_identity_is_taken_from_the_cursors_and_the_sizes_from_the_files()
    {
        using var folder = new TemporaryFolder();
        await using var log = await CreateAsync();
        File.Delete(Path.Combine(log.Path, "log.id"));
        Assert.Contains("ingest log repair", Assert.Throws<EventLogException>(() => log.Harness.Open()).Message, StringComparison.Ordinal);

        var repaired = log.Repair(folder, new SinkPosition("one", log.LogId, 64, 0, null), new SinkPosition("two", log.LogId, log.Records[5].Address, 0, null));

        Assert.Equal((log.LogId, LogHarness.PageBytes, log.Harness.Options.SegmentBytes), (repaired.Log.Identity.Id, repaired.Log.Identity.PageBytes, repaired.Log.Identity.SegmentBytes));
        await AssertWholeAsync(log);
    }

    [Fact]
    public async Task All_that_describes_a_log_may_be_lost_at_once()
    {
        using var folder = new TemporaryFolder();
        await using var log = await CreateAsync();
        LoseCommits(log, isDamaged: true);
        await File.WriteAllTextAsync(Path.Combine(log.Path, "log.id"), "id nothing\n");

        var repaired = log.Repair(folder, new SinkPosition("one", log.LogId, log.Records[900].Address, 0, null));

        Assert.True(repaired.WritesIdentity && repaired.WritesCommits);
        await AssertWholeAsync(log);
    }

    [Fact]
    public async Task Cursors_of_two_logs_do_not_tell_which_one_this_is()
    {
        await using var log = await CreateAsync();
        File.Delete(Path.Combine(log.Path, "log.id"));
        SinkPosition[] cursors = [new("one", log.LogId, 64, 0, null), new("two", Guid.NewGuid(), 64, 0, null)];

        Assert.Contains("--log-id", Assert.Throws<EventLogException>(() => log.Plan(known: null, cursors)).Message, StringComparison.Ordinal);
        Assert.Equal(log.LogId, log.Plan(new KnownIdentity(Id: log.LogId), cursors).Log.Identity.Id);
    }

    [Fact]
    public async Task A_plan_changes_nothing()
    {
        await using var log = await CreateAsync();
        File.Delete(log.Harness.SegmentPath(1));
        File.Delete(log.Harness.CommitsPath);
        var before = Directory.GetFiles(log.Path).Order().Select(file => (file, new FileInfo(file).Length)).ToList();

        Assert.False(log.Plan().IsWhole);

        Assert.Equal(before, Directory.GetFiles(log.Path).Order().Select(file => (file, new FileInfo(file).Length)));
    }

    // Four segments, the last one not full.
    private static Task<DamagedLog> CreateAsync() => DamagedLog.CreateAsync(Enumerable.Range(0, 2_200).Select(i => 200 + (i % 240)));

    private static void LoseCommits(DamagedLog log, bool isDamaged)
    {
        if (!isDamaged)
        {
            File.Delete(log.Harness.CommitsPath);
            return;
        }

        var bytes = File.ReadAllBytes(log.Harness.CommitsPath);
        (bytes[20], bytes[4096 + 30]) = ((byte)(bytes[20] ^ 1), (byte)(bytes[4096 + 30] ^ 0x80));
        File.WriteAllBytes(log.Harness.CommitsPath, bytes);
    }

    private static async Task AssertWholeAsync(DamagedLog log)
    {
        var (records, damage, _) = await log.ReadAsync();
        Bytes.AssertSame([.. log.Records.Select(record => record.Record)], records);
        Assert.Empty(damage);
        Assert.True(log.Plan().IsWhole);
    }
}
