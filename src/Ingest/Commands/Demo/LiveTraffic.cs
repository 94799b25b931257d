using Ingest.Demo;

namespace Ingest.Commands.Demo;

/// <summary>Visits of the present: one begins every few seconds, and each message is sent when its time has come.</summary>
internal sealed class LiveTraffic(DemoTraffic traffic, DemoClient client, TimeProvider time)
{
    private const int VisitsMax = 2_000;
    private const double StartMeanSeconds = 1.6;

    // People are shown at twice their pace, so that visits come and go while somebody looks.
    private const double Haste = 2;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    // Messages to come, by their time. A visit has one here at a time.
    private readonly PriorityQueue<Walker, DateTimeOffset> _due = new();
    private DateTimeOffset _nextVisitAt = time.GetUtcNow();
    private int _visits;

    /// <summary>Goes on until cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var ticks = new PeriodicTimer(Tick, time);
        while (await ticks.WaitForNextTickAsync(stop))
        {
            var now = time.GetUtcNow();
            if (now >= _nextVisitAt)
            {
                await BeginAsync(now, stop);
            }

            while (_due.TryPeek(out _, out var at) && at <= now)
            {
                await GoOnAsync(_due.Dequeue(), stop);
            }
        }
    }

    private async Task BeginAsync(DateTimeOffset now, CancellationToken stop)
    {
        var visit = traffic.LiveVisit(now, _visits++);
        _nextVisitAt = now.AddSeconds(-Math.Log(1 - new SeededRandom(visit.Seed).NextUnit()) * StartMeanSeconds);
        if (_due.Count < VisitsMax)
        {
            _due.Enqueue(new Walker(visit, 0, null), now);
            await client.SendNoiseAsync(visit, stop);
        }
    }

    private async Task GoOnAsync(Walker walker, CancellationToken stop)
    {
        var (visit, number) = (walker.Visit, walker.Step);
        var token = await client.SendAsync(visit, visit.Steps[number], walker.Token, stop);
        if (number + 1 < visit.Steps.Count)
        {
            _due.Enqueue(new Walker(visit, number + 1, token), visit.StartsAt.AddSeconds(visit.Steps[number + 1].Second / Haste));
        }
    }

    private sealed record Walker(Visit Visit, int Step, string? Token);
}
