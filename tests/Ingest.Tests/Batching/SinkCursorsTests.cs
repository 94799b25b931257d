using Ingest.Core.Batching;
using Ingest.Core.Log;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Batching;

public sealed class SinkCursorsTests : IAsyncDisposable
{
    private readonly MemoryEventLog _log = new();
    private readonly TemporaryFolder _folder = new();

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public void The_log_is_truncated_up_to_the_slowest_sink()
    {
        _log.TryAppend(new byte[100], out _);
        _log.TryAppend(new byte[100], out var end);
        Assert.True(_log.CommitAsync(CancellationToken.None).IsCompletedSuccessfully);
        var begin = _log.BeginAddress;
        var cursors = new SinkCursors(_log, _folder.Path);
        cursors.Open("fast");
        cursors.Open("slow");

        cursors.Advance("fast", end);
        Assert.Equal(begin, _log.BeginAddress);
        cursors.Advance("slow", end - 112);
        Assert.Equal(end - 112, _log.BeginAddress);
        cursors.Advance("slow", end);
        Assert.Equal(end, _log.BeginAddress);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../x")]
    [InlineData("ClickHouse")]
    public void A_name_that_is_no_file_name_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => new SinkCursors(_log, _folder.Path).Open(name));

    [Fact]
    public void Two_sinks_of_one_name_are_refused()
    {
        var cursors = new SinkCursors(_log, _folder.Path);
        cursors.Open("a");

        Assert.Throws<ArgumentException>(() => cursors.Open("a"));
    }

    [Fact]
    public void A_worker_does_not_start_on_a_damaged_cursor()
    {
        File.WriteAllText(_folder.File("test.cursor"), "INGC and more");

        var fault = Assert.Throws<EventLogException>(() => new SinkProcess(_log, _folder.Path, new BatchOptions(), new RecordingSink()));

        Assert.Contains(_folder.File("test.cursor"), fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_does_not_start_on_another_logs_cursor()
    {
        new CursorFile(_folder.File("test.cursor")).Save(new SinkCursor(Guid.NewGuid(), Address: 64, PendingEnd: 0));

        var fault = Assert.Throws<EventLogException>(() => new SinkProcess(_log, _folder.Path, new BatchOptions(), new RecordingSink()));

        Assert.Contains("belongs to log", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_does_not_start_beyond_the_end_of_a_log_that_has_lost_its_tail()
    {
        new CursorFile(_folder.File("test.cursor")).Save(new SinkCursor(_log.LogId, Address: 4096, PendingEnd: 0));

        Assert.Throws<EventLogException>(() => new SinkProcess(_log, _folder.Path, new BatchOptions(), new RecordingSink()));
    }
}
