using System.Diagnostics;

namespace Ingest.IntegrationTests.Servers;

/// <summary>Waits for a condition of another process, by asking again until a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    /// <summary>Asks until the answer satisfies; fails with the last answer when the limit passes.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> satisfies, TimeSpan limit, string what)
    {
        var clock = Stopwatch.StartNew();
        using var ticks = new PeriodicTimer(Interval);
        object? last = "nothing";
        do
        {
            try
            {
                var answer = await ask();
                if (satisfies(answer))
                {
                    return answer;
                }

                last = answer;
            }
            catch (HttpRequestException notYet)
            {
                last = notYet.Message;
            }
        }
        while (clock.Elapsed < limit && await ticks.WaitForNextTickAsync());
        throw new TimeoutException($"{what}: not within {limit.TotalSeconds} s; the last answer was {last}");
    }

    /// <summary>Asks until true.</summary>
    public static Task IsTrueAsync(Func<Task<bool>> ask, TimeSpan limit, string what) => GetAsync(ask, yes => yes, limit, what);
}
