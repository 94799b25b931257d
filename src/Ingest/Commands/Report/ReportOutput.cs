using System.Text;
using Spectre.Console;

namespace Ingest.Commands.Report;

/// <summary>Where an answer goes, and in which form.</summary>
/// <param name="Format">The form.</param>
/// <param name="File">The file; null for standard output.</param>
/// <param name="Replaces">True when the file may be there already.</param>
/// <param name="IsCompared">True when the range before is asked for too.</param>
internal sealed record ReportOutput(ReportFormat Format, string? File, bool Replaces, bool IsCompared)
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>Asks, and writes the answer.</summary>
    /// <exception cref="CommandException">It cannot be written there in this form, or ClickHouse refuses.</exception>
    public async Task<int> WriteAsync(ReportJob job, TimeProvider time, CancellationToken cancellationToken)
    {
        if (IsCompared && Format.ClickHouse is not null)
        {
            throw new CommandException($"--compare is for tables: leave it out, or --format {Format.Name}");
        }

        var run = new ReportRun(job.Endpoint, job.Request);
        if (File is null)
        {
            await PrintAsync(job, run, cancellationToken);
            return 0;
        }

        OutputFile.Check(File, Replaces);
        var bytes = await ShowProgressAsync(File, time, progress => OutputFile.WriteAsync(
            File, Replaces, stream => WriteAsync(job, run, new CountingStream(stream, progress), cancellationToken)));
        Console.WriteLine($"{File}: {LogProgress.Bytes(bytes)}");
        return 0;
    }

    private async Task PrintAsync(ReportJob job, ReportRun run, CancellationToken cancellationToken)
    {
        if (Format == ReportFormat.Table)
        {
            PlainConsole.Prepare();
            new AnswerView(AnsiConsole.Console).Write(job.Title(IsCompared), await run.ReadAsync(IsCompared, cancellationToken));
            return;
        }

        if (Format.Name == "parquet" && !Console.IsOutputRedirected)
        {
            throw new CommandException("Parquet is nothing for a terminal: name a file with --output, or redirect what is printed");
        }

        await using var output = Console.OpenStandardOutput();
        await WriteAsync(job, run, output, cancellationToken);
    }

    private async Task WriteAsync(ReportJob job, ReportRun run, Stream output, CancellationToken cancellationToken)
    {
        if (Format.ClickHouse is not null)
        {
            await run.CopyAsync(Format, output, cancellationToken);
            return;
        }

        var answer = await run.ReadAsync(IsCompared, cancellationToken);
        await using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        if (Format == ReportFormat.Markdown)
        {
            await writer.WriteAsync(AnswerTable.Of(answer).ToMarkdown());
            return;
        }

        new AnswerView(PlainConsole.Create(writer)).Write(job.Title(IsCompared), answer);
    }

    // On standard error: standard output says what was written.
    private static Task<long> ShowProgressAsync(string file, TimeProvider time, Func<Action<long>, Task<long>> work)
    {
        if (Console.IsErrorRedirected)
        {
            return work(_ => { });
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var shown = time.GetTimestamp();
        return console.Status().StartAsync($"{Markup.Escape(file)}: asking", context => work(bytes =>
        {
            if (time.GetElapsedTime(shown) >= ProgressEvery)
            {
                shown = time.GetTimestamp();
                context.Status($"{Markup.Escape(file)}: {LogProgress.Bytes(bytes)}");
            }
        }));
    }
}
