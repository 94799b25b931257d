using Ingest.Core.Batching;
using Ingest.Core.Intake.EventIds;
using Ingest.Core.Log;
using Ingest.Core.Quarantine;
using Ingest.Core.Sinks;
using Ingest.Tests.Batching;
using Ingest.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Tests.Quarantine;

public sealed class ReplayLoopTests : IAsyncDisposable
{
    private readonly MemoryEventLog _log = new();
    private readonly TemporaryFolder _folder = new();
    private readonly LogTally _tally = new();
    private readonly ManualTime _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly QuarantineStore _store;
    private readonly GroupCommitter _committer;
    private readonly Task _running;

    public ReplayLoopTests()
    {
        _store = new QuarantineStore(_folder.Path);
        _committer = new GroupCommitter(_log, new LogOptions(), TimeProvider.System, NullLogger<GroupCommitter>.Instance);
        _committer.Start();
        var appender = new LogAppender(_log, new EventIdIndex(100, EventIdSnapshot.CreateEmpty()), _committer, _tally);
        _running = new ReplayLoop(_store, _log, appender, _time, NullLogger<ReplayLoop>.Instance).RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _committer.DisposeAsync();
        await _log.DisposeAsync();
        _stop.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_record_is_in_the_log_as_it_was_before_its_file_goes_and_again_after_a_crash_in_between()
    {
        var (id, record) = Add(address: 64);
        var path = Directory.GetFiles(_folder.Path, "*.entry", SearchOption.AllDirectories).Single();
        var file = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        Assert.True(_store.Replay.Request(id));
        await TurnUntilAsync(() => _store.Replay.Requested().Count == 0);
        Assert.Equal([record], Committed());
        Assert.Equal(1, _tally.Appended);

        // As if it had been killed before the file was removed.
        await File.WriteAllBytesAsync(path, file, TestContext.Current.CancellationToken);
        Assert.True(_store.Replay.Request(id));
        await TurnUntilAsync(() => _store.Replay.Requested().Count == 0);
        Assert.Equal([record, record], Committed());
    }

    [Fact]
    public async Task What_is_no_record_goes_back_into_the_quarantine()
    {
        var entry = Entry(128);
        _store.TryAdd(entry, "no record"u8);
        Assert.True(_store.Replay.Request(entry.Id));

        await TurnUntilAsync(() => _store.Counts.GetValueOrDefault("test") == 1);

        Assert.Empty(_store.Replay.Requested());
        Assert.Empty(Committed());
    }

    [Fact]
    public async Task A_log_that_takes_nothing_keeps_the_file()
    {
        var (id, _) = Add(address: 64);
        _log.Break("the disk is gone");
        Assert.True(_store.Replay.Request(id));

        for (var turn = 0; turn < 20; turn++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal([id], _store.Replay.Requested());
    }

    private static QuarantineEntry Entry(long address) =>
        new("test", new LogRange(Guid.NewGuid(), address, address + 8), QuarantineReason.Refused, "code 469", DateTimeOffset.UnixEpoch);

    private (QuarantineId Id, byte[] Record) Add(long address)
    {
        var entry = Entry(address);
        var other = new MemoryEventLog();
        SinkProcess.Append(other, Guid.NewGuid(), DateTimeOffset.UnixEpoch.AddYears(50));
        Assert.True(other.CommitAsync(CancellationToken.None).IsCompletedSuccessfully);
        var record = Records(other).Single();
        Assert.True(_store.TryAdd(entry, record));
        return (entry.Id, record);
    }

    private Task TurnUntilAsync(Func<bool> condition) => Poll.UntilAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return condition();
        },
        "the replay");

    private List<byte[]> Committed() => Records(_log);

    private static List<byte[]> Records(MemoryEventLog log)
    {
        List<byte[]> records = [];
        using var reader = log.OpenReader(0);
        while (reader.TryRead(out var record))
        {
            records.Add(record.ToArray());
        }

        return records;
    }
}
