using Ingest.Core.Log;
using Xunit;

namespace Ingest.Tests.Log;

public sealed class LogCorruptionTests : LogContractTests
{
    private const int Header = 12;
    private const int RecordBytes = 500;
    private const int Stride = Header + RecordBytes;
    private const int Begin = 64;
    private const int Count = 2_000;

    // Index of the record, which is not in the last page: that one is read back into memory, unchecked, by the recovery.
    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(126)]
    [InlineData(127)]
    public async Task A_flipped_bit_in_a_record_costs_that_record_alone(int index)
    {
        foreach (var offset in (int[])[Header, Header + (RecordBytes / 2), Header + RecordBytes - 1])
        {
            await AssertLost([index], harness => Flip(harness, AddressOf(index) + offset, 0x10));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    public async Task A_flipped_bit_in_a_checksum_costs_that_record_alone(int index) =>
        await AssertLost([index], harness => Flip(harness, AddressOf(index) + 3, 0x01));

    // 500 is 0x1F4: the flips make it shorter, longer, longer than the page, negative, and the last one far longer.
    [Theory]
    [InlineData(0, 0x04)]
    [InlineData(0, 0x08)]
    [InlineData(2, 0x01)]
    [InlineData(3, 0x80)]
    [InlineData(1, 0x40)]
    public async Task A_flipped_bit_in_a_length_costs_that_record_alone(int offset, byte bit) =>
        await AssertLost([40], harness => Flip(harness, AddressOf(40) + 8 + offset, bit));

    // FASTER's reader takes a length of zero for the end of the page.
    [Fact]
    public async Task A_length_of_zero_costs_that_record_alone() =>
        await AssertLost([40], harness => Overwrite(harness, AddressOf(40) + 8, new byte[4]));

    [Fact]
    public async Task Damaged_records_in_a_row_and_apart_are_counted_one_by_one() =>
        await AssertLost([5, 6, 7, 90, 400], harness =>
        {
            foreach (var index in (int[])[5, 6, 7, 90, 400])
            {
                Flip(harness, AddressOf(index) + Header + 9, 0x20);
            }
        });

    [Fact]
    public async Task A_page_of_zeros_is_one_damaged_stretch()
    {
        var firstOnPage = Enumerable.Range(0, Count).First(index => AddressOf(index) >= LogHarness.PageBytes);
        var firstAfter = Enumerable.Range(0, Count).First(index => AddressOf(index) >= 2 * LogHarness.PageBytes);
        await AssertLost(
            [.. Enumerable.Range(firstOnPage, firstAfter - firstOnPage)],
            harness => Overwrite(harness, LogHarness.PageBytes, new byte[LogHarness.PageBytes]),
            damaged: 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(30)]
    [InlineData(4096 + 14)]
    [InlineData(4096 + 60)]
    [InlineData(4096 + 511)]
    public async Task A_flipped_bit_in_one_commit_slot_costs_nothing(int offset)
    {
        await using var harness = await FilledAsync();
        Change(harness.CommitsPath, offset, bytes => bytes[0] ^= 0x04);

        harness.Reopen();

        var records = Enumerable.Range(1, Count).Select(seed => Bytes.Of(seed, RecordBytes)).ToList();
        Bytes.AssertSame(records, harness.ReadAll());
        records.AddRange(await harness.AppendAsync(10, RecordBytes, seed: 10_000));
        await harness.CrashAsync();
        Bytes.AssertSame(records, harness.ReadAll());
    }

    [Fact]
    public async Task Flipped_bits_in_both_commit_slots_refuse_to_start() =>
        await AssertRefused(
            harness =>
            {
                Change(harness.CommitsPath, 9, bytes => bytes[0] ^= 0x04);
                Change(harness.CommitsPath, 4096 + 30, bytes => bytes[0] ^= 0x04);
            },
            "is damaged");

    [Fact]
    public async Task A_missing_commit_file_refuses_to_start() =>
        await AssertRefused(harness => File.Delete(harness.CommitsPath), "is missing");

    [Fact]
    public async Task An_empty_commit_file_refuses_to_start() =>
        await AssertRefused(harness => File.WriteAllBytes(harness.CommitsPath, []), "is damaged");

    [Fact]
    public async Task A_commit_file_of_zeros_refuses_to_start() =>
        await AssertRefused(harness => File.WriteAllBytes(harness.CommitsPath, new byte[8192]), "is damaged");

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_missing_segment_refuses_to_start(int segment) =>
        await AssertRefused(harness => File.Delete(harness.SegmentPath(segment)), "instead of");

    [Fact]
    public async Task A_missing_or_damaged_identity_refuses_to_start()
    {
        await AssertRefused(harness => File.Delete(Path.Combine(harness.Options.Path, "log.id")), "log.id");
        await AssertRefused(harness => Change(Path.Combine(harness.Options.Path, "log.id"), 7, bytes => bytes[0] ^= 0x01), "log.id");
    }

    [Fact]
    public async Task An_unreadable_log_is_set_aside_when_the_operator_says_so()
    {
        await using var harness = await FilledAsync();
        File.Delete(harness.CommitsPath);
        harness.Options.StartFreshWhenUnreadable = true;

        harness.Reopen();

        Assert.Empty(harness.ReadAll());
        var aside = Assert.Single(Directory.GetDirectories(Path.Combine(harness.Options.Path, "unreadable")));
        Assert.True(File.Exists(Path.Combine(aside, "events.log.0")));
        var records = await harness.AppendAsync(10, bytes: 10);
        await harness.CrashAsync();
        Bytes.AssertSame(records, harness.ReadAll());
    }

    private static async Task AssertLost(int[] lost, Action<LogHarness.OnDisk> damage, int? damaged = null)
    {
        await using var harness = await FilledAsync();
        damage(harness);
        harness.Reopen();

        var expected = Enumerable.Range(0, Count).Except(lost).Select(index => Bytes.Of(1 + index, RecordBytes)).ToList();
        using var reader = harness.Log.OpenReader(0);
        var read = new List<byte[]>();
        while (reader.TryRead(out var record))
        {
            read.Add(record.ToArray());
        }

        Assert.Equal(expected.Count, read.Count);
        Bytes.AssertSame(expected, read);
        Assert.Equal(damaged ?? lost.Length, reader.DamagedRecords);
        Assert.Equal(harness.Log.CommittedUntilAddress, reader.Address);
    }

    private static async Task AssertRefused(Action<LogHarness.OnDisk> damage, string message)
    {
        await using var harness = await FilledAsync();
        damage(harness);
        Assert.Contains(message, Assert.Throws<EventLogException>(() => harness.Open()).Message, StringComparison.Ordinal);
    }

    private static async Task<LogHarness.OnDisk> FilledAsync()
    {
        var harness = new LogHarness.OnDisk();
        await harness.AppendAsync(Count, RecordBytes);
        await harness.CloseAsync();
        return harness;
    }

    // Records do not cross pages; the first page begins at 64.
    private static long AddressOf(int index)
    {
        const int OnFirst = (LogHarness.PageBytes - Begin) / Stride;
        const int OnOthers = LogHarness.PageBytes / Stride;
        return index < OnFirst
            ? Begin + (index * Stride)
            : ((((index - OnFirst) / OnOthers) + 1) * (long)LogHarness.PageBytes) + ((index - OnFirst) % OnOthers * Stride);
    }

    private static void Flip(LogHarness.OnDisk harness, long address, byte bit) => Change(harness, address, 1, bytes => bytes[0] ^= bit);

    private static void Overwrite(LogHarness.OnDisk harness, long address, byte[] with) => Change(harness, address, with.Length, bytes => with.CopyTo(bytes, 0));

    private static void Change(LogHarness.OnDisk harness, long address, int count, Action<byte[]> change) =>
        Change(harness.SegmentPath(address / harness.Options.SegmentBytes), address % harness.Options.SegmentBytes, change, count);

    private static void Change(string path, long offset, Action<byte[]> change, int count = 1)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        var bytes = new byte[count];
        Assert.Equal(count, RandomAccess.Read(file, bytes, offset));
        change(bytes);
        RandomAccess.Write(file, bytes, offset);
    }
}
