using Ingest.Core.Batching;
using Ingest.Core.Diagnostics.Drops;
using Ingest.Core.Enrichment;
using Ingest.Core.Intake;
using Ingest.Core.Intake.EventIds;
using Ingest.Core.Log;
using Ingest.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Tests.Enrichment;

public sealed class InlineWorkersTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly IntakeQueue _queue = new(capacity: 16, TimeSpan.FromSeconds(1), TimeProvider.System);
    private readonly FaultyLog _log = new(new MemoryEventLog());
    private readonly SemaphoreSlim _entered = new(0);
    private readonly SemaphoreSlim _goOn = new(0);
    private GroupCommitter _committer = null!;

    public ValueTask InitializeAsync()
    {
        _committer = new GroupCommitter(_log, new LogOptions(), TimeProvider.System, NullLogger<GroupCommitter>.Instance);
        _committer.Start();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _committer.DisposeAsync();
        await _log.DisposeAsync();
        _entered.Dispose();
        _goOn.Dispose();
    }

    [Fact]
    public async Task A_request_is_worked_on_by_the_thread_that_brings_it()
    {
        var appendedBy = 0;
        _log.OnAppend = () => appendedBy = Environment.CurrentManagedThreadId;
        var request = Request();

        Assert.True(Workers(1).TryProcess(request));

        Assert.Equal(Environment.CurrentManagedThreadId, appendedBy);
        await request.Completion.AsTask().WaitAsync(Deadline);
        Assert.True(_log.CommittedUntilAddress >= request.CommitAddress);
    }

    [Fact]
    public async Task Who_finds_no_worker_free_keeps_the_request_and_finds_one_later()
    {
        _log.OnAppend = () =>
        {
            _entered.Release();
            Assert.True(_goOn.Wait(Deadline));
        };
        var workers = Workers(2);
        var working = new[] { Task.Run(() => workers.TryProcess(Request())), Task.Run(() => workers.TryProcess(Request())) };
        Assert.True(await _entered.WaitAsync(Deadline) && await _entered.WaitAsync(Deadline));

        var third = Request();
        Assert.False(workers.TryProcess(third));
        Assert.False(third.Completion.IsCompleted);

        _goOn.Release(3);
        Assert.All(await Task.WhenAll(working), Assert.True);
        Assert.True(workers.TryProcess(third));
    }

    [Fact]
    public async Task Who_brings_a_request_takes_some_of_those_along_that_wait()
    {
        var waiting = Enumerable.Range(0, 6).Select(_ => Request()).ToList();
        Assert.All(waiting, request => Assert.True(_queue.TryEnqueue(request)));
        var workers = Workers(1);

        Assert.True(workers.TryProcess(Request()));
        Assert.Equal(2, _queue.Length);
        Assert.True(workers.TryProcess(Request()));
        Assert.Equal(0, _queue.Length);
        await Task.WhenAll(waiting.Select(request => request.Completion.AsTask())).WaitAsync(Deadline);
    }

    [Fact]
    public void A_worker_that_throws_is_lent_no_more()
    {
        var workers = Workers(1);
        _log.OnAppend = () => throw new InvalidOperationException("a fault of ours");
        Assert.Throws<InvalidOperationException>(() => workers.TryProcess(Request()));
        _log.OnAppend = null;
        Assert.False(workers.TryProcess(Request()));
    }

    private InlineWorkers Workers(int count)
    {
        var appender = new LogAppender(_log, new EventIdIndex(100, EventIdSnapshot.CreateEmpty()), _committer, new LogTally());
        var drops = new DropLedger(_ => true, TimeProvider.System);
        return new InlineWorkers(Enumerable.Range(0, count).Select(_ => new EnrichmentWorker([], appender, drops, NullLogger<EnrichmentWorker>.Instance)), _queue);
    }

    private static IntakeRequest Request()
    {
        var request = new IntakeRequest();
        request.Add();
        return request;
    }
}
