using System.Diagnostics;

namespace Ingest.Tests.Fakes;

/// <summary>Waits for a condition that another thread brings about.</summary>
internal static class Poll
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public static async Task UntilAsync(Func<bool> condition, string expectation)
    {
        var started = Stopwatch.GetTimestamp();
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Deadline, $"not within {Deadline}: {expectation}");
            await ticks.WaitForNextTickAsync();
        }
    }
}
