using System.Net;
using Ingest.Core.Intake;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Endpoints;

/// <summary>More than one slow worker can do, over real HTTP. The test says when the worker takes a step and what time it is: no speed matters.</summary>
public sealed class OverloadTests
{
    // Twice the one worker of the host.
    private const int Lent = 2;
    private const int Waiting = 10;
    private const int Steps = 5;

    // Only for a test that has failed: its worker must end.
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task An_overload_is_answered_503_at_once_what_was_taken_is_stored_and_then_all_is_taken_again()
    {
        var time = new ManualTime();
        using var gate = new SemaphoreSlim(0);
        using var lent = new SemaphoreSlim(0);
        var begun = 0;
        await using var host = await DropHost.StartAsync(new DropHostOptions
        {
            Time = time,
            QueueCapacity = 2 * Waiting,
            OnAppend = () => (Interlocked.Increment(ref begun) <= Lent ? lent : gate).Wait(WaitMax),
        });

        // Two keep the workers that are lent, one is in the hands of the queue's, the others behind it. Then it does one in 100 ms, and those that
        // wait show it.
        var taken = new List<Task<HttpResponseMessage>>();
        for (var i = 1; i <= Lent + 1; i++)
        {
            taken.Add(host.SendAsync(host.Message()));
            await Poll.UntilAsync(() => Volatile.Read(ref begun) == i, $"{i} workers have one");
        }

        for (var i = 1; i <= Waiting; i++)
        {
            taken.Add(host.SendAsync(host.Message()));
            await UntilWaitingAsync(host, i);
        }

        for (var i = 1; i <= Steps; i++)
        {
            time.Advance(Step);
            gate.Release();
            await UntilWaitingAsync(host, Waiting - i);
        }

        // The clock and the worker stand still: nothing but a refusal at once can answer. The connection stays usable.
        for (var i = 0; i < 2; i++)
        {
            using var refused = await host.SendAsync(host.Message());
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
            Assert.NotEqual(true, refused.Headers.ConnectionClose);
        }

        var (key, events) = host.Pipeline.Drops.Snapshot().Single();
        Assert.Equal((host.Site, "intake", RejectionReason.Overloaded, 2), (key.SiteId, key.Stage, key.Reason, events));

        // What was taken goes on, and when it is done all is taken again.
        lent.Release(Waiting);
        gate.Release(2 * Waiting);
        await UntilWaitingAsync(host, 0);
        taken.Add(host.SendAsync(host.Message()));
        foreach (var reply in await Task.WhenAll(taken))
        {
            Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
            reply.Dispose();
        }
    }

    private static Task UntilWaitingAsync(DropHost host, int waiting) =>
        Poll.UntilAsync(() => host.Pipeline.Queue.Length == waiting, $"{waiting} requests in the queue");
}
