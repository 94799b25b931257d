using Spectre.Console;

namespace Ingest.Commands;

/// <summary>Shows how far some work is: a bar on a terminal, a line now and then elsewhere.</summary>
internal static class WorkProgress
{
    private static readonly TimeSpan BarEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs the work, and shows its progress until it ends.</summary>
    /// <param name="work">The work, under way.</param>
    /// <param name="full">What <see cref="WorkState.Done"/> is at the end; 0 when nobody knows.</param>
    /// <param name="look">Where the work is.</param>
    /// <param name="lineEvery">How often a line is printed where there is no terminal.</param>
    /// <param name="time">The clock.</param>
    public static Task RunAsync(Task work, double full, Func<WorkState> look, TimeSpan lineEvery, TimeProvider time) =>
        Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive
            ? WatchAsync(work, lineEvery, () => Console.WriteLine(look().Text), time)
            : AnsiConsole.Progress().AutoClear(enabled: true).StartAsync(context =>
            {
                var bar = context.AddTask(Markup.Escape(look().Text), maxValue: Math.Max(1, full));
                bar.IsIndeterminate = full == 0;
                return WatchAsync(work, BarEvery, () => (bar.Value, bar.Description) = (look().Done, Markup.Escape(look().Text)), time);
            });

    private static async Task WatchAsync(Task work, TimeSpan interval, Action show, TimeProvider time)
    {
        while (await Task.WhenAny(work, Task.Delay(interval, time)) != work)
        {
            show();
        }

        await work;
    }
}
