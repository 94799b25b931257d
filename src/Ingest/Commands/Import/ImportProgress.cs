namespace Ingest.Commands.Import;

/// <summary>Shows how far an import is.</summary>
internal static class ImportProgress
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(10);

    /// <summary>Runs the work, and shows its progress until it ends.</summary>
    public static Task RunAsync(Task work, ImportSource source, ImportReport report, TimeProvider time) =>
        WorkProgress.RunAsync(work, source.Length, () => new WorkState(source.Position, report.Summary), LineEvery, time);
}
