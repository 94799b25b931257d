using Ingest.Endpoints.Metrics;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Endpoints.Metrics;

/// <summary>What many ask for at once.</summary>
public sealed class SharedRunsTests
{
    private readonly SharedRuns<int> _runs = new();
    private readonly TaskCompletionSource<int> _work = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _started;

    [Fact]
    public async Task Is_done_once_for_all_who_wait()
    {
        var waiting = Enumerable.Range(0, 5).Select(_ => _runs.RunAsync("a", WorkAsync, TestContext.Current.CancellationToken)).ToArray();
        _work.SetResult(7);

        Assert.All(await Task.WhenAll(waiting), result => Assert.Equal(7, result));
        Assert.Equal(1, _started);
        await _runs.RunAsync("a", WorkAsync, TestContext.Current.CancellationToken);
        Assert.Equal(2, _started);
    }

    [Fact]
    public async Task Goes_on_when_some_leave_and_is_cancelled_when_all_have()
    {
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var one = _runs.RunAsync("a", WorkAsync, first.Token);
        var two = _runs.RunAsync("a", WorkAsync, second.Token);
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        Assert.False(_work.Task.IsCompleted);

        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => two);
        await Poll.UntilAsync(() => _work.Task.IsCanceled, "the work is cancelled");
    }

    [Fact]
    public async Task A_fault_is_told_to_all()
    {
        var waiting = Enumerable.Range(0, 3).Select(_ => _runs.RunAsync("a", WorkAsync, TestContext.Current.CancellationToken)).ToArray();
        _work.SetException(new IOException("away"));

        foreach (var one in waiting)
        {
            Assert.Equal("away", (await Assert.ThrowsAsync<IOException>(() => one)).Message);
        }
    }

    private async Task<int> WorkAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _started);
        await using var stop = cancellationToken.Register(() => _work.TrySetCanceled(cancellationToken));
        return await _work.Task;
    }
}
