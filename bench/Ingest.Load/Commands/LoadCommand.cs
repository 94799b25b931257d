using System.CommandLine;
using Ingest.Load.Reports;
using Ingest.Load.Running;
using Ingest.Load.Verifying;
using Spectre.Console;

namespace Ingest.Load.Commands;

/// <summary>The load tester's own command: one run, measured, verified and told.</summary>
internal static class LoadCommand
{
    private const int NotVerified = 1;
    private const int Failed = 2;

    // As a shell says of a program that Ctrl+C has ended.
    private const int Stopped = 130;

    /// <summary>The command.</summary>
    public static RootCommand Create()
    {
        var (options, verify) = (new LoadOptions(), new VerifyOptions());
        var json = new Option<string?>("--json") { Description = "File to write the result into, as JSON", HelpName = "FILE" };
        var html = new Option<string?>("--html") { Description = "File to write a report with plots into", HelpName = "FILE" };
        var command = new RootCommand("""
            Loads a server that speaks Umami's wire format with the messages of seeded visitors, and measures it.
            Exit code 0: measured, and verified if that was asked for; 1: not everything acknowledged is stored once; 2: could not run.

            Examples, after 'dotnet run -c Release --project src/Ingest' in another terminal, which prints the website's id:
              dotnet run -c Release --project bench/Ingest.Load -- -w 0198c0de-0000-7000-8000-000000000001
              … --batch 100 --connections 16 --duration 60s --html report.html
              … --verify http://127.0.0.1:8123      counts what has arrived in ClickHouse
              … --rate 5000                         open loop: latency at a given rate, measured from when each request was due
              … --simple --connections 64           one same message, for comparing with wrk, k6 and others
            """);
        options.AddTo(command);
        verify.AddTo(command);
        command.Options.Add(json);
        command.Options.Add(html);
        command.SetAction((parsed, cancellation) => GuardAsync(async () =>
        {
            var report = await RunAsync(options, verify, parsed, cancellation);
            await WriteAsync(parsed.GetValue(json), () => JsonReport.Of(report) + "\n");
            await WriteAsync(parsed.GetValue(html), () => HtmlReport.Of(report));
            return report.Verification is { Holds: false } ? NotVerified : 0;
        }));
        return command;
    }

    /// <summary>Turns the faults that a user can mend into a message on standard error and an exit code; others keep their stack.</summary>
    internal static async Task<int> GuardAsync(Func<Task<int>> work)
    {
        try
        {
            // The parser ends the process at a signal that comes before the action has returned its task.
            await Task.Yield();
            return await work();
        }
        catch (OperationCanceledException)
        {
            return Stopped;
        }
        catch (Exception fault) when (fault is LoadException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return Failed;
        }
    }

    private static async Task<LoadReport> RunAsync(LoadOptions options, VerifyOptions verify, ParseResult parsed, CancellationToken cancellationToken)
    {
        var plan = options.ToPlan(parsed, verify.IsAsked(parsed));
        plan.Require();
        if (verify.IsAsked(parsed))
        {
            await verify.CheckAsync(parsed, plan, cancellationToken);
        }

        var result = await MeasureAsync(plan, cancellationToken);
        ResultTable.Write(result, AnsiConsole.Console);

        // A run that was ended early is verified all the same: what it sent was sent.
        var verification = verify.IsAsked(parsed) ? await VerifyAsync(verify, parsed, result) : null;
        return new LoadReport(result, verification, LoadReport.CommandLine(Environment.GetCommandLineArgs().Skip(1)));
    }

    private static async Task<LoadResult> MeasureAsync(LoadPlan plan, CancellationToken cancellationToken)
    {
        var progress = new ProgressLine(Console.Out, Console.IsOutputRedirected);
        progress.Begin(plan);
        try
        {
            return await LoadRun.RunAsync(plan, progress.Show, TimeProvider.System, cancellationToken);
        }
        finally
        {
            progress.End();
        }
    }

    private static async Task<Verification> VerifyAsync(VerifyOptions verify, ParseResult parsed, LoadResult result)
    {
        var progress = new ProgressLine(Console.Out, Console.IsOutputRedirected);
        var verification = await verify.VerifyAsync(parsed, result, arrived => progress.ShowArrived(arrived, result.Whole.EventsAcknowledged), CancellationToken.None);
        progress.End();
        VerificationTable.Write(verification, AnsiConsole.Console);
        return verification;
    }

    private static Task WriteAsync(string? file, Func<string> text)
    {
        if (file is null)
        {
            return Task.CompletedTask;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        Console.WriteLine($"Written: {file}");
        return File.WriteAllTextAsync(file, text());
    }
}
