using Ingest.Load.Compare;

namespace Ingest.Load.Metrics;

/// <summary>How soon an event counts in the overview, from the reply to it on: the overview of a quiet site is asked for until it does.</summary>
internal sealed class FreshnessProbe(FigureClient client, Guid site, TimeProvider time)
{
    private static readonly TimeSpan CountsWithin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenAsks = TimeSpan.FromMilliseconds(5);

    // Apart from the batches of the server, whose time they would otherwise follow.
    private static readonly TimeSpan StepOfPause = TimeSpan.FromMilliseconds(137);

    /// <summary>Milliseconds, of some events.</summary>
    public async Task<IReadOnlyList<double>> RunAsync(int events, CancellationToken stop)
    {
        var found = new List<double>();
        for (var i = 0; i < events; i++)
        {
            var before = await client.ViewsAsync(site, stop);
            await Task.Delay(StepOfPause * (i % 10), time, stop);
            await client.SendAsync(site, stop);
            found.Add(await WaitAsync(before, time.GetTimestamp(), stop));
        }

        return found;
    }

    private async Task<double> WaitAsync(long before, long from, CancellationToken stop)
    {
        while (time.GetElapsedTime(from) < CountsWithin)
        {
            if (await client.ViewsAsync(site, stop) > before)
            {
                return time.GetElapsedTime(from).TotalMilliseconds;
            }

            await Task.Delay(BetweenAsks, time, stop);
        }

        throw new CompareException($"An event did not count within {CountsWithin.TotalSeconds:0} s.");
    }
}
