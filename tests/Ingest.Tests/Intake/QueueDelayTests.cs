using Ingest.Core.Intake;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Intake;

/// <summary>The queue under more than the workers can do, in virtual time: a millisecond is a step in which requests come and are taken.</summary>
public sealed class QueueDelayTests
{
    private const int CapacityPerMs = 4;
    private const int DelayMaxMs = 500;

    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private readonly ManualTime _time = new();
    private readonly Dictionary<int, Stack<IntakeRequest>> _free = [];
    private readonly IntakeQueue _queue;

    public QueueDelayTests() => _queue = new IntakeQueue(capacity: 1_000_000, TimeSpan.FromSeconds(2), _time, TimeSpan.FromMilliseconds(DelayMaxMs));

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(10)]
    public void An_overload_is_refused_at_once_and_the_workers_stay_busy(int times)
    {
        // The first to wait for half of the limit shows the pace; as many as have come by then are worked off first. A step more is their length.
        var first = Run(ms: 4000, offeredPerMs: times * CapacityPerMs);
        Assert.InRange(first.DelayMs, DelayMaxMs, times * ((DelayMaxMs / 2) + 2));

        var (taken, refused, delayMs) = Run(ms: 10_000, offeredPerMs: times * CapacityPerMs);
        Assert.Equal((4000 * CapacityPerMs, 10_000 * CapacityPerMs), (first.Taken, taken));
        Assert.True(refused >= (times - 1) * taken * 0.99, $"{refused} of {taken}");
        Assert.InRange(delayMs, DelayMaxMs / 2, DelayMaxMs + 5);
        Assert.InRange(_queue.Length, 0, (DelayMaxMs + 10) * CapacityPerMs);
    }

    [Fact]
    public void An_overload_leaves_no_more_than_the_limit_of_work_behind()
    {
        Run(ms: 5000, offeredPerMs: 2 * CapacityPerMs);
        Run(ms: DelayMaxMs + 10, offeredPerMs: 0);

        Assert.Equal(0, _queue.Length);
        Assert.Equal(0, Run(ms: 2000, offeredPerMs: CapacityPerMs).Refused);
    }

    [Fact]
    public void Batches_count_by_their_messages()
    {
        // A millisecond of work each.
        var (taken, _, delayMs) = Run(ms: 5000, offeredPerMs: 2, messages: CapacityPerMs);

        Assert.Equal(5000, taken);
        Assert.InRange(delayMs, DelayMaxMs / 2, DelayMaxMs + 5);
    }

    [Fact]
    public void A_batch_beyond_the_limit_is_taken_by_an_empty_queue()
    {
        Run(ms: 5000, offeredPerMs: 2, messages: CapacityPerMs);
        Run(ms: 2 * DelayMaxMs, offeredPerMs: 0);

        Assert.True(_queue.TryEnqueue(Request(5000)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(CapacityPerMs)]
    public void A_load_that_the_workers_can_do_is_never_refused(int offeredPerMs) =>
        Assert.Equal(0, Run(ms: 10_000, offeredPerMs).Refused);

    [Fact]
    public void Connections_that_send_one_at_a_time_are_no_overload_when_all_are_served_in_a_third_of_a_second()
    {
        Assert.Equal(0, Offer(333 * CapacityPerMs, messages: 1));

        // Whoever has an answer sends the next.
        var (taken, refused, _) = Run(ms: 5000, offeredPerMs: CapacityPerMs);

        Assert.Equal((5000 * CapacityPerMs, 0), (taken, refused));
    }

    [Fact]
    public void A_burst_is_taken_whole() => Assert.Equal(0, Offer(10_000, messages: 1));

    [Fact]
    public void A_queue_that_stands_still_is_waited_for_and_refuses_none_when_it_moves_again()
    {
        Run(ms: 1000, offeredPerMs: CapacityPerMs / 2);
        for (var i = 0; i < 1500; i++)
        {
            Assert.Equal(0, Offer(1, messages: 1));
            _time.Advance(Millisecond);
        }

        Assert.Equal(0, Run(ms: 2000, offeredPerMs: CapacityPerMs / 2).Refused);
    }

    [Fact]
    public async Task A_wait_for_a_place_is_a_part_of_the_delay()
    {
        var queue = new IntakeQueue(capacity: 1, TimeSpan.FromSeconds(30), _time, TimeSpan.FromMilliseconds(DelayMaxMs));
        Assert.True(queue.TryEnqueue(Request(1)));
        var waiting = Enumerable.Range(0, 9).Select(_ => queue.EnqueueAsync(Request(1), CancellationToken.None).AsTask()).ToArray();
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            Assert.True(queue.TryDequeue(out _));
            Assert.Equal(RejectionReason.None, await waiting[i]);
        }

        // One in 100 ms: five may wait, and five do.
        Assert.Equal(RejectionReason.Overloaded, await queue.EnqueueAsync(Request(1), CancellationToken.None));
    }

    [Fact]
    public async Task A_late_queue_refuses_clients_at_once_and_takes_the_canary()
    {
        Run(ms: 2000, offeredPerMs: 4 * CapacityPerMs);
        Offer(1000, messages: 1);
        var client = _queue.EnqueueAsync(Request(1), CancellationToken.None);

        Assert.True(client.IsCompleted);
        Assert.Equal(RejectionReason.Overloaded, await client);
        var canary = Request(1);
        canary.Origin = RequestOrigin.Canary;
        Assert.True(_queue.TryEnqueue(canary));
    }

    private (int Taken, int Refused, long DelayMs) Run(int ms, int offeredPerMs, int messages = 1)
    {
        var (taken, refused, delay) = (0, 0, 0L);
        for (var i = 0; i < ms; i++)
        {
            refused += Offer(offeredPerMs, messages);
            for (var j = 0; j < CapacityPerMs / messages && _queue.TryDequeue(out var request); j++)
            {
                delay = Math.Max(delay, _time.GetTimestamp() - request.QueuedAt);
                taken++;
                _free[messages].Push(request);
            }

            _time.Advance(Millisecond);
        }

        return (taken, refused, delay / TimeSpan.TicksPerMillisecond);
    }

    // How many of them are refused.
    private int Offer(int requests, int messages)
    {
        var refused = 0;
        var free = _free.TryGetValue(messages, out var some) ? some : _free[messages] = [];
        for (var i = 0; i < requests; i++)
        {
            var request = free.TryPop(out var used) ? used : Request(messages);
            if (!_queue.TryEnqueue(request))
            {
                refused++;
                free.Push(request);
            }
        }

        return refused;
    }

    private static IntakeRequest Request(int messages)
    {
        var request = new IntakeRequest();
        for (var i = 0; i < messages; i++)
        {
            request.Add();
        }

        return request;
    }
}
