using Ingest.Core.Intake;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Intake;

public sealed class IntakeQueueTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);

    private readonly ManualTime _time = new();

    [Fact]
    public async Task A_full_queue_waits_for_room()
    {
        var queue = new IntakeQueue(capacity: 1, Wait, _time);
        var first = new IntakeRequest();
        Assert.Equal(RejectionReason.None, await queue.EnqueueAsync(first, CancellationToken.None));

        var second = queue.EnqueueAsync(new IntakeRequest(), CancellationToken.None);
        Assert.False(second.IsCompleted);
        Assert.True(queue.TryDequeue(out var read));

        Assert.Same(first, read);
        Assert.Equal(RejectionReason.None, await second);
    }

    [Fact]
    public async Task A_queue_that_stays_full_refuses_after_the_wait()
    {
        var queue = new IntakeQueue(capacity: 1, Wait, _time);
        await queue.EnqueueAsync(new IntakeRequest(), CancellationToken.None);

        var second = queue.EnqueueAsync(new IntakeRequest(), CancellationToken.None);
        _time.Advance(Wait - TimeSpan.FromMilliseconds(1));
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(RejectionReason.Overloaded, await second);
        Assert.Equal(1, queue.Length);
    }

    [Fact]
    public async Task A_closed_queue_refuses_and_still_gives_what_it_has()
    {
        var queue = new IntakeQueue(capacity: 4, Wait, _time);
        await queue.EnqueueAsync(new IntakeRequest(), CancellationToken.None);
        queue.Close();

        Assert.Equal(RejectionReason.Stopping, await queue.EnqueueAsync(new IntakeRequest(), CancellationToken.None));
        Assert.True(queue.TryDequeue(out _));
        Assert.False(await queue.WaitAsync());
    }

    [Fact]
    public void Budget_takes_no_more_than_its_bound_and_keeps_nothing_of_a_refusal()
    {
        var budget = new IntakeBudget(1_000_000);
        var (first, second) = (new IntakeRequest(), new IntakeRequest());
        Assert.True(budget.TryCover(first, 600_000));
        Assert.True(budget.TryCover(first, 500_000));
        Assert.Equal(1_000_000, budget.Bytes);
        Assert.False(budget.TryCover(second, 70_000));
        Assert.True(budget.TryCover(second, 64 * 1024));
        Assert.Equal(1_000_000, budget.Bytes);
        budget.Release(first);
        Assert.True(budget.TryCover(second, 70_000));
        Assert.Equal(128 * 1024, budget.Bytes);
        budget.Release(second);
        Assert.Equal(0, budget.Bytes);
    }

    [Fact]
    public void Pool_gives_back_an_empty_request()
    {
        var pool = new IntakeRequestPool();
        var request = pool.Rent();
        request.Add().Set(PayloadField.Url, request.Arena.Append("/left"u8));
        request.Result(0).Reason = RejectionReason.Bot;
        request.Complete();
        pool.Return(request);

        var again = pool.Rent();
        Assert.Same(request, again);
        Assert.Equal(0, again.Count);
        Assert.False(again.Completion.IsCompleted);
        Assert.False(again.Add().Has(PayloadField.Url));
        Assert.Equal(RejectionReason.None, again.Result(0).Reason);
    }
}
