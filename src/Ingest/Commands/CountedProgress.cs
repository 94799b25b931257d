using Spectre.Console;

namespace Ingest.Commands;

/// <summary>Shows on standard error how far work is that counts what it has done, when that is a terminal.</summary>
internal static class CountedProgress
{
    /// <summary>Runs work that tells how much is done, and of how much.</summary>
    public static Task<T> RunAsync<T>(string title, Func<Action<long, long>?, Task<T>> work)
    {
        if (Console.IsErrorRedirected)
        {
            return work(null);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress().AutoClear(enabled: true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var task = context.AddTask(Markup.Escape(title));
                return work((done, all) =>
                {
                    task.MaxValue = Math.Max(all, 1);
                    task.Value = done;
                });
            });
    }
}
