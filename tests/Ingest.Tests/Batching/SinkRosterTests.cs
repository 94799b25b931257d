using Ingest.Core.Batching;
using Ingest.Core.Diagnostics;
using Ingest.Core.Log;
using Ingest.Core.Quarantine;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Batching;

/// <summary>Sinks that come and go while the others deliver.</summary>
public sealed class SinkRosterTests : IAsyncDisposable
{
    private readonly MemoryEventLog _log = new();
    private readonly TemporaryFolder _folder = new();
    private readonly LogTally _tally = new();
    private readonly RecordingSink _first = new("first");
    private readonly RecordingSink _second = new("second");
    private SinkRoster _roster;

    public SinkRosterTests()
    {
        _roster = Open();
        _roster.Add(_first);
        _roster.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _roster.DisposeAsync();
        await _log.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_sink_that_is_added_gets_what_the_log_holds_and_what_comes()
    {
        _first.Answer = (_, stop) => RecordingSink.NeverAsync(stop);
        var held = await AppendAsync(3);
        _roster.Add(_second);
        await StoredAsync(_second, held);

        var later = await AppendAsync(2);

        await StoredAsync(_second, [.. held, .. later]);
        Assert.Empty(_first.StoredIds);
        Assert.Equal(5, _roster.States.Single(state => state.Name == "first").UndeliveredEvents);
    }

    [Fact]
    public async Task A_sink_that_skips_the_backlog_gets_what_comes_alone_and_holds_the_log_from_there()
    {
        await StoredAsync(_first, await AppendAsync(3));
        var committed = _log.CommittedUntilAddress;
        _second.Answer = (_, stop) => RecordingSink.NeverAsync(stop);
        _roster.Add(_second, skipsBacklog: true);

        var later = await AppendAsync(2);
        await Poll.UntilAsync(() => !_second.Tries.IsEmpty, "the first try");

        Assert.Equal(later[..1], _second.Tries.First().EventIds);
        await StoredAsync(_first, [.. _first.StoredIds.Union(later)]);
        Assert.Equal(committed, _log.BeginAddress);
    }

    [Fact]
    public async Task Removing_a_sink_gives_up_its_place_and_no_other()
    {
        _second.Answer = (_, stop) => RecordingSink.NeverAsync(stop);
        _roster.Add(_second);
        var begin = _log.BeginAddress;
        var ids = await AppendAsync(4);
        await StoredAsync(_first, ids);
        Assert.Equal(begin, _log.BeginAddress);

        await _roster.RemoveAsync("second");

        await Poll.UntilAsync(() => _log.BeginAddress == _log.CommittedUntilAddress, "the log given up behind the sink that is left");
        Assert.False(File.Exists(_folder.File("second.cursor")));
        Assert.Equal(["first"], _roster.States.Select(state => state.Name));
        await StoredAsync(_first, [.. ids, .. await AppendAsync(1)]);
    }

    [Fact]
    public async Task A_sink_that_is_missing_for_a_run_finds_its_place_again()
    {
        _roster.Add(_second);
        var before = await AppendAsync(2);
        await StoredAsync(_first, before);
        await StoredAsync(_second, before);
        await Poll.UntilAsync(() => _log.BeginAddress == _log.CommittedUntilAddress, "both cursors at the end");
        await _roster.DisposeAsync();

        _roster = Open();
        _roster.Add(_first);
        _roster.Start();
        Assert.Equal(["second"], _roster.Unattended);
        var meanwhile = await AppendAsync(2);
        await StoredAsync(_first, [.. before, .. meanwhile]);
        await _roster.DisposeAsync();

        _roster = Open();
        _roster.Add(_second);
        _roster.Start();
        await StoredAsync(_second, [.. before, .. meanwhile]);
    }

    [Fact]
    public async Task A_cursor_that_cannot_be_read_holds_everything_until_it_is_removed()
    {
        await _roster.DisposeAsync();
        await File.WriteAllTextAsync(_folder.File("second.cursor"), "INGC and more");
        var begin = _log.BeginAddress;

        _roster = Open();
        _roster.Add(_first);
        _roster.Start();
        await StoredAsync(_first, await AppendAsync(2));
        Assert.Equal(begin, _log.BeginAddress);
        await _roster.RemoveAsync("second");

        await Poll.UntilAsync(() => _log.BeginAddress == _log.CommittedUntilAddress, "the log given up");
    }

    // A new context for each run, as a process has it: every record is a batch of its own.
    private SinkRoster Open()
    {
        var context = new BatchingContext(
            _log, new SinkCursors(_log, _folder.Path), new QuarantineStore(_folder.File("quarantine")), _tally, new PipelineHealth(), TimeProvider.System, new RecordingLogger());
        return new SinkRoster(new SettableOptions<BatchOptions>(new BatchOptions { RowsMax = 1 }), context);
    }

    private async Task<List<Guid>> AppendAsync(int count)
    {
        List<Guid> ids = [];
        for (var i = 0; i < count; i++)
        {
            ids.Add(Guid.NewGuid());
            SinkProcess.Append(_log, ids[^1], TimeProvider.System.GetUtcNow());
        }

        _tally.Add(count);
        await _log.CommitAsync(CancellationToken.None);
        return ids;
    }

    private static Task StoredAsync(RecordingSink sink, IReadOnlyList<Guid> ids) =>
        Poll.UntilAsync(() => sink.StoredIds.SequenceEqual(ids), $"{ids.Count} events in {sink.Name}");
}
