using System.Diagnostics;

namespace Ingest.Tests.Fakes;

/// <summary>Waits for a condition that another thread or process brings about, by asking again until a deadline.</summary>
internal static class Poll
{
    // Far beyond what anything takes on a loaded machine: only a condition that never comes true meets it.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ThreadInterval = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan ProcessInterval = TimeSpan.FromMilliseconds(25);

    /// <summary>Waits for another thread.</summary>
    public static Task UntilAsync(Func<bool> condition, string expectation) =>
        AskAsync(() => Task.FromResult(condition()), holds => holds, expectation, Deadline, ThreadInterval);

    /// <summary>Waits for another process.</summary>
    public static Task UntilAsync(Func<Task<bool>> condition, string expectation, TimeSpan? limit = null) =>
        ForAsync(condition, holds => holds, expectation, limit);

    /// <summary>Asks another process until its answer satisfies, which is returned. A refused connection is an answer that does not.</summary>
    public static Task<T> ForAsync<T>(Func<Task<T>> ask, Func<T, bool> satisfies, string expectation, TimeSpan? limit = null) =>
        AskAsync(ask, satisfies, expectation, limit ?? Deadline, ProcessInterval);

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask, Func<T, bool> satisfies, string expectation, TimeSpan limit, TimeSpan interval)
    {
        var started = Stopwatch.GetTimestamp();
        using var ticks = new PeriodicTimer(interval);
        object? last;
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
        while (Stopwatch.GetElapsedTime(started) < limit && await ticks.WaitForNextTickAsync());
        throw new TimeoutException($"not within {limit}: {expectation}; the last answer was {last}");
    }
}
