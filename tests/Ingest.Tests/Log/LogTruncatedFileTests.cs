using Ingest.Core.Log;
using Ingest.Log.Faster.Inspection;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Log;

/// <summary>A segment that ends too early, at every byte of the last records: refused, then repaired to all that is left.</summary>
public sealed class LogTruncatedFileTests
{
    [Fact]
    public async Task Cut_at_every_byte_of_the_last_three_records_keeps_those_before()
    {
        await using var log = await DamagedLog.CreateAsync([30, 8, 0, 5, 2]);
        for (var length = log.Records[2].Address; length < log.Until; length++)
        {
            using var folder = new TemporaryFolder();
            Truncate(log, length);
            Assert.Contains("ingest log repair", Assert.Throws<EventLogException>(() => log.Harness.Open()).Message, StringComparison.Ordinal);

            var repaired = log.Repair(folder);

            // Zeros that a file lost at a record's end are not missed.
            var whole = log.Records.Where(record => record.Record.AsSpan((int)Math.Clamp(length - record.Address - 12, 0, record.Record.Length)).IndexOfAnyExcept((byte)0) < 0)
                .Select(record => record.Record).ToList();
            Assert.Equal(whole.Count, repaired.Found.Records);
            var (records, _, passed) = await log.ReadAsync();
            Assert.Equal(whole, records);
            Assert.Equal(0, passed);
            log.Restore();
        }
    }

    // Bytes behind the commit: of no commit, so that a file which ends among them is whole.
    [Fact]
    public async Task Cut_at_any_byte_behind_the_commit_costs_nothing()
    {
        await using var log = await DamagedLog.CreateAsync([30, 8, 0]);
        log.AppendRaw(log.Original(log.Records[0].Address, (int)(log.Until - log.Records[0].Address)));
        for (var length = log.Until + 400; length >= log.Until; length--)
        {
            Truncate(log, length);
            Assert.True(log.Plan().IsWhole);
            var (records, _, passed) = await log.ReadAsync();
            Assert.Equal(log.Records.Select(record => record.Record), records);
            Assert.Equal(0, passed);
        }
    }

    [Fact]
    public async Task A_repaired_log_goes_on_where_it_ended()
    {
        using var folder = new TemporaryFolder();
        await using var log = await DamagedLog.CreateAsync(Enumerable.Repeat(100, 1_500));
        var last = log.Records[^1].Address;
        Truncate(log, last % log.Harness.Options.SegmentBytes - 1_000, last);
        log.Repair(folder);

        log.Harness.Reopen();
        Assert.Equal((log.LogId, log.Until), (log.Harness.Log.LogId, log.Harness.Log.TailAddress));
        var more = await log.Harness.AppendAsync(300, bytes: 700);
        await log.Harness.CrashAsync();

        Bytes.AssertSame(more, log.Harness.ReadAll()[^300..]);
        await log.Harness.CloseAsync();

        // The records of the harness are no events, so their own checksums are wrong.
        Assert.DoesNotContain(log.Verify().Damage, place => place.Kind != LogEntryKind.DamagedRecord);
    }

    private static void Truncate(DamagedLog log, long length, long address = 0)
    {
        using var file = File.OpenHandle(log.PathOf(address), FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.SetLength(file, length);
    }
}
