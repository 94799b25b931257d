using System.Globalization;
using Spectre.Console;

namespace Ingest.Commands;

/// <summary>Shows on standard error how far a walk over a log is, when that is a terminal; and puts bytes and ages into words.</summary>
internal static class LogProgress
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Runs work that tells its progress as addresses.</summary>
    public static T Run<T>(string title, long begin, long until, Func<Action<long>, T> work)
    {
        if (Console.IsErrorRedirected || until <= begin)
        {
            return work(_ => { });
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress().AutoClear(enabled: true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask(title, maxValue: until - begin);
                return work(address => task.Value = address - begin);
            });
    }

    /// <summary>A number of bytes for people.</summary>
    public static string Bytes(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 1024 && unit < Units.Length - 1; unit++)
        {
            value /= 1024;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {Units[unit]}");
    }

    /// <summary>A time with its age.</summary>
    public static string Time(DateTimeOffset? time, DateTimeOffset now) =>
        time is { } at ? string.Create(CultureInfo.InvariantCulture, $"{at:u} ({(now - at).TotalSeconds:0} s ago)") : "-";
}
