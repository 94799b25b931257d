using Ingest.Core.Batching;
using Ingest.Core.Log;
using Ingest.Core.Log.Records;
using Ingest.Core.Quarantine;
using Ingest.Log.Faster.Inspection;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Log;

/// <summary>
/// Random damage: what verify reports is what a reader passes is what repair puts into the quarantine, and every record that was not touched is
/// there afterwards at its own address. A seed that ever failed is kept; besides those, each run takes a new one, which the failure names.
/// </summary>
public sealed class LogRepairTests
{
    private const int Frame = 12;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 6), Random.Shared.Next()];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_untouched_record_survives_and_all_agree_on_the_rest(int seed)
    {
        var random = new Random(seed);
        using var folder = new TemporaryFolder();
        await using var log = await DamagedLog.CreateAsync(Enumerable.Range(0, 1_200).Select(_ => random.Next(12) == 0 ? random.Next(9_000) : random.Next(500)), seed);
        var touched = Damage(log, random);

        var (records, passed) = await ReadAsSinkAsync(log);
        var found = log.Verify();
        Assert.Equal(passed.Select(stretch => (stretch.Address, stretch.End)), found.Damage.Select(place => (place.Address, place.End)));
        Assert.Equal(records.Count, found.Records);

        var untouched = log.Records.Where((record, i) => !touched.Any(range => range.From < record.Address + Frame + record.Record.Length && record.Address < range.To)).ToList();
        var repaired = log.Repair(folder);
        Assert.Equal(found.Damage, repaired.Found.Damage);
        AssertQuarantined(folder, passed);

        var after = log.Walk().ToList();
        Assert.DoesNotContain(after, entry => entry.IsDamage && entry.End - entry.Address >= 16);
        var kept = after.Where(entry => entry.Kind == LogEntryKind.Record).Select(entry => entry.Address).ToHashSet();
        Assert.Empty(untouched.Where(record => !kept.Contains(record.Address)).Select(record => record.Address));
        var (again, passedAgain) = await ReadAsSinkAsync(log);
        Assert.Equal(records, again);
        Assert.All(passedAgain, stretch => Assert.True(stretch.Length < 16));
    }

    [Fact]
    public async Task A_corrupt_record_before_good_ones_costs_itself_alone_and_its_bytes_are_kept()
    {
        using var folder = new TemporaryFolder();
        await using var log = await DamagedLog.CreateAsync(Enumerable.Repeat(200, 900));
        var lost = log.Records[400];
        log.Flip(lost.Address + Frame + 60, 3);
        var damaged = log.Original(lost.Address, (int)(log.EndOf(400) - lost.Address));
        damaged[Frame + 60] ^= 8;

        var repaired = log.Repair(folder);

        Assert.Equal((899L, 1), (repaired.Found.Records, repaired.Found.Damage.Count));
        var entry = Assert.Single(new QuarantineStore(folder).List());
        Assert.Equal(damaged, new QuarantineStore(folder).Find(entry.Id)!.Payload);
        var (records, _, passed) = await log.ReadAsync();
        Assert.Equal(log.Records.Where((_, i) => i != 400).Select(record => record.Record), records);
        Assert.Equal(0, passed);
        Assert.True(log.Plan().IsWhole);
    }

    // The server takes such a record for damage too, but an old program must not give up what a newer one wrote.
    [Fact]
    public async Task A_record_of_a_newer_version_is_no_damage()
    {
        await using var harness = new LogHarness.OnDisk();
        byte[] newer = [99, 1, 2, 3, 4, 5, 6, 7];
        Assert.True(harness.Log.TryAppend(newer, out _));
        await harness.Log.CommitAsync(CancellationToken.None);
        await harness.CloseAsync();

        var repair = LogRepair.Plan(LogFiles.Read(harness.Options.Path), new KnownIdentity(), [], _ => { }, CancellationToken.None);

        Assert.True(repair.IsWhole);
        Assert.Equal(1, repair.Found.Records);
    }

    // The length of the damaged one leads beyond everything.
    [Fact]
    public async Task An_oversize_record_is_one_damaged_place()
    {
        await using var log = await DamagedLog.CreateAsync(Enumerable.Repeat(50, 20));
        foreach (var length in (int[])[int.MaxValue, int.MinValue, -1, LogHarness.PageBytes, LogHarness.PageBytes - 12, 0])
        {
            log.Change(log.Records[7].Address + 8, bytes => BitConverter.TryWriteBytes(bytes, length), count: 4);
            var place = Assert.Single(log.Verify().Damage);
            Assert.Equal((log.Records[7].Address, log.EndOf(7)), (place.Address, place.End));
            Assert.Equal(19, (await log.ReadAsync()).Records.Count);
            log.Restore();
        }
    }

    // As a sink does: what cannot be decoded is refused.
    private static async Task<(List<byte[]> Records, List<DamagedStretch> Passed)> ReadAsSinkAsync(DamagedLog log)
    {
        log.Harness.Reopen();
        using (var reader = log.Harness.Log.OpenReader(0))
        {
            var batch = new EventBatch();
            List<byte[]> records = [];
            while (reader.TryRead(out var record))
            {
                batch.Clear();
                if (RecordDecoder.TryDecode(record, batch))
                {
                    records.Add(record.ToArray());
                }
                else
                {
                    reader.RefuseRecord();
                }
            }

            var passed = reader.TakeDamage().Select(stretch => stretch with { ReadBytes = ((Func<byte[], Func<byte[]>>)(bytes => () => bytes))(stretch.ReadBytes()) }).ToList();
            reader.Dispose();
            await log.Harness.CloseAsync();
            return (records, passed);
        }
    }

    private static void AssertQuarantined(string folder, List<DamagedStretch> passed)
    {
        var store = new QuarantineStore(folder);
        var entries = store.List();
        Assert.Equal(passed.Select(stretch => stretch.Address), entries.Select(entry => entry.Id.Address));
        foreach (var (stretch, entry) in passed.Zip(entries))
        {
            var bytes = stretch.ReadBytes();
            Assert.Equal(bytes.All(b => b == 0) ? [] : bytes, store.Find(entry.Id)!.Payload);
        }
    }

    // The ranges that were touched.
    private static List<(long From, long To)> Damage(DamagedLog log, Random random)
    {
        List<(long From, long To)> touched = [];
        for (var left = random.Next(1, 12); left > 0; left--)
        {
            var address = random.NextInt64(64, log.Until - 1);
            var room = Math.Min(log.Until, ((address / LogHarness.PageBytes) + 1) * LogHarness.PageBytes) - address;
            var count = (int)Math.Min(random.Next(3) == 0 ? random.Next(1, 5_000) : random.Next(1, 40), room);
            var kind = random.Next(3);
            log.Change(address, bytes => Change(bytes, kind, random), count);
            touched.Add((address, address + count));
        }

        return touched;
    }

    private static void Change(byte[] bytes, int kind, Random random)
    {
        switch (kind)
        {
            case 0:
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                random.NextBytes(bytes);
                break;
            default:
                bytes.AsSpan().Clear();
                break;
        }
    }
}
