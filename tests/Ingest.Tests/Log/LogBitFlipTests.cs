using Ingest.Log.Faster;

namespace Ingest.Tests.Log;

/// <summary>Every bit of a small log, flipped one after the other: it costs one record at the most, and none that it is not in.</summary>
public sealed class LogBitFlipTests
{
    private const int Begin = 64;

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
