
namespace Ingest.Commands.Report.Html;

/// <summary>The file that a page goes to.</summary>
/// <param name="File">Its name.</param>
/// <param name="Replaces">True when it may be there already.</param>
internal sealed record HtmlOutput(string File, bool Replaces)
{
    /// <summary>Asks, and writes the page: a whole one, or none.</summary>
    /// <exception cref="CommandException">It cannot be written there, or ClickHouse does not answer.</exception>
    public async Task<int> WriteAsync(HtmlReport report, TimeProvider time, CancellationToken cancellationToken)
    {
        using var recorder = new HtmlRecorder(report, time);
        var answers = await CountedProgress.RunAsync($"Asking for {CellText.Clean(report.Site.Name)}", progress => recorder.RecordAsync(progress, cancellationToken));
        var bytes = await OutputFile.WriteAsync(File, Replaces, stream => HtmlPage.WriteAsync(stream, report, answers, cancellationToken));
        Console.WriteLine($"{File}: {LogProgress.Bytes(bytes)}");
        return 0;
    }
}
