using Ingest.Core.Batching;
using Ingest.Core.Log;
using Ingest.Log.Faster.Inspection;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Log;

public sealed class LogCutTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task The_begin_is_dropped_copied_and_the_rest_stays_where_it_was(int intoRecord)
    {
        using var folder = new TemporaryFolder();
        await using var log = await CreateAsync();
        var kept = 1_000;
        var cut = LogCut.Before(Open(log), log.Records[kept - (intoRecord > 0 ? 1 : 0)].Address + intoRecord, []);
        Assert.Equal((kept, 64L, log.Records[kept].Address), ((int)cut.Records, cut.BeginAddress, cut.EndAddress));

        cut.Apply(Path.Combine(folder, "copy"), folder);

        Assert.Equal(log.Records[..kept].Select(record => (record.Address, Convert.ToHexString(record.Record))), RecordsOf(Path.Combine(folder, "copy")));
        Assert.Equal(log.Records[kept..].Select(record => (record.Address, Convert.ToHexString(record.Record))), RecordsOf(log.Path));
        Assert.DoesNotContain(0, log.Harness.Segments());
        var (records, _, passed) = await log.ReadAsync();
        Bytes.AssertSame([.. log.Records[kept..].Select(record => record.Record)], records);
        Assert.Equal(0, passed);
    }

    // A sink may know the delivery token of an address: it must never stand for other rows.
    [Fact]
    public async Task The_end_is_dropped_and_its_addresses_are_not_used_again()
    {
        using var folder = new TemporaryFolder();
        await using var log = await CreateAsync();
        var cut = LogCut.After(Open(log), log.Records[700].Address, []);

        cut.Apply(Path.Combine(folder, "copy"), folder);

        Assert.Equal(1_500 - 700, RecordsOf(Path.Combine(folder, "copy")).Count());
        var (records, damage, _) = await log.ReadAsync();
        Bytes.AssertSame([.. log.Records[..700].Select(record => record.Record)], records);
        Assert.Empty(damage);
        log.Harness.Reopen();
        Assert.Equal(log.Until, log.Harness.Log.TailAddress);
        log.Harness.Log.OpenReader(log.Until).Dispose();
        await log.Harness.AppendAsync(5, bytes: 100);
        Assert.Equal(705, log.Harness.ReadAll().Count);
    }

    [Fact]
    public async Task Sinks_that_stand_in_what_is_dropped_are_named_and_moved_behind_it()
    {
        using var folder = new TemporaryFolder();
        await using var log = await CreateAsync();
        new CursorFile(folder.File("slow.cursor")).Save(new SinkCursor(log.LogId, log.Records[10].Address, log.Records[20].Address));
        new CursorFile(folder.File("fast.cursor")).Save(new SinkCursor(log.LogId, log.Records[900].Address, 0));
        var cursors = CursorFolder.Read(folder);
        var cut = LogCut.Before(Open(log), log.Records[500].Address, cursors);
        Assert.Equal("slow", Assert.Single(cut.Undelivered).Sink);
        Assert.Equal(2, LogCut.After(Open(log), log.Records[1_000].Address, cursors).Undelivered.Count);

        cut.Apply(Path.Combine(folder, "copy"), folder);

        Assert.Equal(
            [("fast", log.Records[900].Address, 0L), ("slow", log.Records[500].Address, 0L)],
            CursorFolder.Read(folder).Select(cursor => (cursor.Sink, cursor.Address, cursor.PendingEnd)));
        log.Harness.Reopen();
        Assert.All(CursorFolder.Read(folder), cursor => log.Harness.Log.OpenReader(cursor.Address).Dispose());
    }

    [Fact]
    public async Task Everything_can_be_dropped_and_the_log_goes_on()
    {
        using var folder = new TemporaryFolder();
        await using var log = await CreateAsync();
        LogCut.Before(Open(log), long.MaxValue, []).Apply(Path.Combine(folder, "copy"), folder);

        log.Harness.Reopen();

        Assert.Equal((log.Until, log.Until), (log.Harness.Log.BeginAddress, log.Harness.Log.TailAddress));
        var records = await log.Harness.AppendAsync(400, bytes: 600);
        await log.Harness.CrashAsync();
        Bytes.AssertSame(records, log.Harness.ReadAll());
    }

    [Fact]
    public async Task A_cursor_of_another_log_stops_a_cut()
    {
        await using var log = await CreateAsync();
        Assert.Throws<EventLogException>(() => LogCut.Before(Open(log), 5_000, [new SinkPosition("other", Guid.NewGuid(), 64, 0, null)]));
    }

    private static Task<DamagedLog> CreateAsync() => DamagedLog.CreateAsync(Enumerable.Repeat(150, 1_500));

    private static StoppedLog Open(DamagedLog log) => StoppedLog.Open(LogFiles.Read(log.Path));

    private static IEnumerable<(long Address, string Record)> RecordsOf(string path) =>
        StoppedLog.Open(LogFiles.Read(path)).Walk().Select(entry => (entry.Kind, entry.Address, Record: Convert.ToHexString(entry.Bytes.Span)))
            .Where(entry => entry.Kind == LogEntryKind.Record).Select(entry => (entry.Address, entry.Record)).ToList();
}
