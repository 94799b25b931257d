using System.CommandLine;
using Ingest.Load.Reports;
using Ingest.Load.Running;
using Spectre.Console;

namespace Ingest.Load.Commands;

/// <summary>The load tester's own command: one run, measured and told.</summary>
internal static class LoadCommand
{
    /// <summary>The command.</summary>
    public static RootCommand Create()
    {
        var options = new LoadOptions();
        var command = new RootCommand("""
            Loads a server that speaks Umami's wire format with the messages of seeded visitors, and measures it.

            Examples, after 'dotnet run -c Release --project src/Ingest' in another terminal, which prints the website's id:
              dotnet run -c Release --project bench/Ingest.Load -- -w 0198c0de-0000-7000-8000-000000000001
              … --batch 100 --connections 16 --duration 60s
              … --rate 5000                         open loop: latency at a given rate, measured from when each request was due
              … --simple --connections 64           one same message, for comparing with wrk, k6 and others
            """);
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => GuardAsync(() => RunAsync(options.ToPlan(parsed, isVerified: false), cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(LoadPlan plan, CancellationToken cancellationToken)
    {
        var progress = new ProgressLine(Console.Out, Console.IsOutputRedirected);
        progress.Begin(plan);
        var result = await LoadRun.RunAsync(plan, progress.Show, TimeProvider.System, cancellationToken);
        progress.End();
        ResultTable.Write(result, AnsiConsole.Console);
        return 0;
    }

    private static async Task<int> GuardAsync(Func<Task<int>> work)
    {
        try
        {
            // The parser ends the process at a signal that comes before the action has returned its task.
            await Task.Yield();
            return await work();
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
        catch (Exception fault) when (fault is LoadException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"\n{fault.Message}");
            return 2;
        }
    }
}
