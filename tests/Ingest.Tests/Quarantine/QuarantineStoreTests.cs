using Ingest.Core.Quarantine;
using Ingest.Core.Sinks;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Quarantine;

public sealed class QuarantineStoreTests : IDisposable
{
    private static readonly Guid LogId = Guid.Parse("0198c0de-0000-7000-8000-000000000001");
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_entry_is_read_back_as_it_was_set_aside_by_another_process_too()
    {
        var entry = Entry("clickhouse", 4096) with { Error = "two\nlines, a \"quote\" and an é" };
        byte[] payload = [1, (byte)'\n', 0, 255];
        Assert.True(Open().TryAdd(entry, payload));

        var other = Open();
        var content = other.Find(entry.Id);

        Assert.Equal(entry, content!.Entry);
        Assert.Equal(payload, content.Payload);
        var item = Assert.Single(other.List());
        Assert.Equal((entry.Id, entry, null), (item.Id, item.Entry, item.Fault));
        Assert.Equal(1, other.Counts["clickhouse"]);
    }

    [Fact]
    public void The_same_record_set_aside_again_after_a_crash_is_one_entry()
    {
        var store = Open();
        store.TryAdd(Entry("clickhouse", 64), [1]);
        store.TryAdd(Entry("clickhouse", 64) with { Error = "later" }, [1]);

        Assert.Equal("later", Assert.Single(store.List()).Entry!.Error);
    }

    [Fact]
    public void The_same_address_of_another_log_or_sink_is_another_entry()
    {
        var store = Open();
        var first = Entry("clickhouse", 64);
        store.TryAdd(first, [1]);
        store.TryAdd(first with { Range = first.Range with { LogId = Guid.NewGuid() } }, [2]);
        store.TryAdd(Entry(QuarantineStore.LogName, 64) with { Reason = QuarantineReason.Damaged }, [3]);

        Assert.Equal(3, store.List().Count);
        Assert.Equal((2, 1), (store.Counts["clickhouse"], store.Counts[QuarantineStore.LogName]));
    }

    [Fact]
    public void Entries_are_listed_by_address()
    {
        var store = Open();
        foreach (var address in new[] { 100_000L, 9, 64, 20_000 })
        {
            store.TryAdd(Entry("clickhouse", address), [1]);
        }

        Assert.Equal([9, 64, 20_000, 100_000], store.List().Select(item => item.Id.Address));
    }

    [Theory]
    [InlineData(2, 1 << 20)]
    [InlineData(100, 700)]
    public void A_full_quarantine_takes_no_new_entry_but_an_old_one_again(int entriesMax, long bytesMax)
    {
        var store = Open(new QuarantineLimits(entriesMax, bytesMax));
        Assert.True(store.TryAdd(Entry("clickhouse", 1), new byte[100]));
        Assert.True(store.TryAdd(Entry("clickhouse", 2), new byte[100]));
        Assert.False(store.TryAdd(Entry("clickhouse", 3), new byte[100]));
        Assert.True(store.TryAdd(Entry("clickhouse", 2), new byte[100]));
        Assert.Equal(2, store.List().Count);

        Assert.True(store.Remove(Entry("clickhouse", 1).Id));
        Assert.True(store.TryAdd(Entry("clickhouse", 3), new byte[100]));
    }

    [Fact]
    public void A_removed_entry_is_gone_and_removing_it_again_says_so()
    {
        var store = Open();
        var entry = Entry("clickhouse", 64);
        store.TryAdd(entry, [1]);

        Assert.True(store.Remove(entry.Id));
        Assert.False(store.Remove(entry.Id));
        Assert.Null(store.Find(entry.Id));
        Assert.Empty(store.List());
        Assert.Empty(store.Counts);
    }

    [Fact]
    public void A_damaged_file_is_listed_with_its_fault_and_never_given_out()
    {
        var store = Open();
        var (flipped, cut) = (Entry("clickhouse", 1), Entry("clickhouse", 2));
        store.TryAdd(flipped, [1, 2, 3]);
        store.TryAdd(cut, [1, 2, 3]);
        var bytes = File.ReadAllBytes(store.PathOf(flipped.Id));
        bytes[^1] ^= 1;
        File.WriteAllBytes(store.PathOf(flipped.Id), bytes);
        File.WriteAllText(store.PathOf(cut.Id), "{\"version\":1,");

        Assert.Contains("checksum", Assert.Throws<QuarantineException>(() => store.Find(flipped.Id)).Message, StringComparison.Ordinal);
        Assert.Throws<QuarantineException>(() => store.Find(cut.Id));
        Assert.Equal(2, store.List().Count);
        Assert.Contains("no first line", store.List()[1].Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clickhouse/4096-0198c0de")]
    [InlineData("log/0000000000000004096-0198c0de")]
    public void An_id_is_read_as_it_is_written(string text)
    {
        Assert.True(QuarantineId.TryParse(text, out var id));
        Assert.Equal(4096, id.Address);
        Assert.True(QuarantineId.TryParse(id.ToString(), out var again));
        Assert.Equal(id, again);
    }

    [Theory]
    [InlineData("../4096-0198c0de")]
    [InlineData("a/b/4096-0198c0de")]
    [InlineData("clickhouse/-1-0198c0de")]
    [InlineData("clickhouse/4096-98c0de")]
    [InlineData("clickhouse/4096")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_id_names_no_file(string? text) => Assert.False(QuarantineId.TryParse(text, out _));

    [Fact]
    public void A_replay_moves_the_entry_and_completes_or_gives_it_back()
    {
        var store = Open();
        var replay = store.Replay;
        var (first, second) = (Entry("clickhouse", 1), Entry("clickhouse", 2));
        store.TryAdd(first, [1]);
        store.TryAdd(second, [2]);
        Assert.Empty(replay.Requested());
        Assert.True(replay.Request(second.Id));
        Assert.True(replay.Request(first.Id));
        Assert.False(replay.Request(first.Id));

        Assert.Empty(store.List());
        Assert.Equal([first.Id, second.Id], replay.Requested());
        Assert.Equal([2], replay.Read(second.Id).Payload);

        replay.Complete(first.Id);
        replay.GiveBack(second.Id);
        Assert.Empty(replay.Requested());
        Assert.Equal(second.Id, Assert.Single(store.List()).Id);
        Assert.Equal(1, store.Counts["clickhouse"]);
    }

    private static QuarantineEntry Entry(string sink, long address) =>
        new(sink, new LogRange(LogId, address, address + 32), QuarantineReason.Refused, "code 469", At);

    private QuarantineStore Open(QuarantineLimits? limits = null) => new(_folder.Path, limits);
}
