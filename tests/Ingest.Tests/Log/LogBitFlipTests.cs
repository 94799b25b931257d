using System.Text;
using Ingest.Core.Batching;
using Ingest.Log.Faster;

namespace Ingest.Tests.Log;

/// <summary>Every bit of a small log, flipped one after the other: it costs one record at the most, and none that it is not in.</summary>
public sealed class LogBitFlipTests
{
    private const int Begin = 64;

    public static TheoryData<int> Seeds => [1, Random.Shared.Next()];

    [Fact]
    public async Task A_flipped_bit_anywhere_in_a_page_costs_its_own_record_alone()
    {
        await using var log = await DamagedLog.CreateAsync(Enumerable.Range(0, 30).Select(i => i * 7 % 60));
        var page = log.Original(0, (int)log.Until);
        for (var address = (long)Begin; address < log.Until; address++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                page[address] ^= (byte)(1 << bit);
                AssertCosts(log, page, address, bit);
                page[address] ^= (byte)(1 << bit);
            }
        }
    }

    // The page that recovery reads back into memory unchecked, through the server's own reader.
    [Fact]
    public async Task A_flipped_bit_anywhere_costs_a_reader_its_own_record_alone()
    {
        await using var log = await DamagedLog.CreateAsync([3, 0, 11]);
        for (var address = (long)Begin; address < log.Until; address++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                log.Flip(address, bit);
                var (records, damage, _) = await log.ReadAsync();
                var hit = HitBy(log, address);
                Assert.Equal(log.Records.Where((_, index) => index != hit).Select(record => record.Record), records);
                Assert.Equal(hit is { } lost ? [log.Records[lost].Address] : [], damage.Select(stretch => stretch.Address));
                log.Flip(address, bit);
            }
        }
    }

    // One slot is enough, so no bit of either may matter; but opening the log writes both to the disk, so that not every bit is tried.
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_flipped_bit_in_a_commit_slot_costs_nothing(int seed)
    {
        var random = new Random(seed);
        await using var log = await DamagedLog.CreateAsync([3, 0, 11]);
        for (var left = 40; left > 0; left--)
        {
            var bytes = await File.ReadAllBytesAsync(log.Harness.CommitsPath);
            bytes[(random.Next(2) * CommitSlots.SlotDistanceBytes) + random.Next(CommitSlots.SlotBytes)] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(log.Harness.CommitsPath, bytes);

            Assert.True(log.Plan().Found.Damage.Count == 0);
            var (records, damage, _) = await log.ReadAsync();
            Assert.Equal(log.Records.Select(record => record.Record), records);
            Assert.Empty(damage);
        }
    }

    [Fact]
    public async Task A_flipped_bit_anywhere_in_the_identity_is_noticed_and_mended()
    {
        await using var log = await DamagedLog.CreateAsync([3, 0, 11]);
        var path = Path.Combine(log.Path, "log.id");
        var good = await File.ReadAllBytesAsync(path);
        for (var bit = 0; bit < good.Length * 8; bit++)
        {
            var bytes = good.ToArray();
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            await File.WriteAllBytesAsync(path, bytes);
            var repair = log.Plan(known: null, new SinkPosition("one", log.LogId, 64, 0, null));

            // Only the line feed at the very end may be something else that is blank.
            Assert.True(repair.WritesIdentity || bit / 8 == good.Length - 1, $"bit {bit} of log.id flipped: {Encoding.Latin1.GetString(bytes)}");
            Assert.Equal((log.LogId, 3L), (repair.Log.Identity.Id, repair.Found.Records));
        }
    }

    private static void AssertCosts(DamagedLog log, byte[] page, long address, int bit)
    {
        var hit = HitBy(log, address);
        var walk = new PageWalk(LogHarness.PageBytes, (from, bytes) => page.AsSpan((int)from, bytes.Length).CopyTo(bytes));
        walk.Load(Begin, log.Until);
        var next = 0;
        while (walk.TryNext(out var frame))
        {
            var isHit = next == hit;
            var record = log.Records[next];
            Assert.True(
                walk.AddressOf(frame) == record.Address && frame.Kind == (isHit ? FrameKind.Damage : FrameKind.Record) && walk.Address == log.EndOf(next)
                && (isHit || walk.BytesOf(frame).Span.SequenceEqual(record.Record)),
                $"bit {bit} of byte {address} flipped: {frame.Kind} at {walk.AddressOf(frame)} to {walk.Address}, record {next} is at {record.Address}");
            next++;
        }

        Assert.Equal(log.Records.Length, next);
    }

    // Null for the zeros that fill a frame up to a multiple of four.
    private static int? HitBy(DamagedLog log, long address)
    {
        var index = log.Records.Select((record, i) => (record, i)).Last(pair => pair.record.Address <= address).i;
        return address < log.Records[index].Address + 12 + log.Records[index].Record.Length ? index : null;
    }
}
