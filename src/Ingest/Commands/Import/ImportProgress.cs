using Spectre.Console;

namespace Ingest.Commands.Import;

/// <summary>Shows how far an import is: a bar on a terminal, a line now and then elsewhere.</summary>
internal static class ImportProgress
{
    private static readonly TimeSpan BarEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(10);

    /// <summary>Runs the work, and shows its progress until it ends.</summary>
    public static Task RunAsync(Task work, ImportSource source, ImportReport report, TimeProvider time) =>
        Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive
            ? WatchAsync(work, LineEvery, () => Console.WriteLine(report.Summary), time)
            : AnsiConsole.Progress().AutoClear(enabled: true).StartAsync(context =>
            {
                var bar = context.AddTask("import", maxValue: Math.Max(1, source.Length));
                bar.IsIndeterminate = source.Length == 0;
                return WatchAsync(work, BarEvery, () => (bar.Value, bar.Description) = (source.Position, Markup.Escape(report.Summary)), time);
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
