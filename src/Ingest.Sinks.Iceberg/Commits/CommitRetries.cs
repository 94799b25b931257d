using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Commits;

/// <summary>How often and how soon a commit is tried again: properties of the table, as for every Iceberg writer.</summary>
/// <param name="Retries">Tries after the first.</param>
/// <param name="WaitMin">Wait before the first of them.</param>
/// <param name="WaitMax">Longest wait.</param>
internal readonly record struct CommitRetries(int Retries, TimeSpan WaitMin, TimeSpan WaitMax)
{
    // Whatever a table says: the delivery has a limit of its own.
    private const int RetriesMax = 100;
    private const int WaitMsMax = 600_000;

    // Iceberg's own defaults.
    private const int DefaultRetries = 4;
    private const int DefaultWaitMinMs = 100;
    private const int DefaultWaitMaxMs = 60_000;

    /// <summary>What a table says.</summary>
    public static CommitRetries Of(TableMetadata table) => new(
        Read(table, "commit.retry.num-retries", DefaultRetries, RetriesMax),
        TimeSpan.FromMilliseconds(Read(table, "commit.retry.min-wait-ms", DefaultWaitMinMs, WaitMsMax)),
        TimeSpan.FromMilliseconds(Read(table, "commit.retry.max-wait-ms", DefaultWaitMaxMs, WaitMsMax)));

    /// <summary>The wait before a retry, counted from 0: doubled each time, and between half of it and all, so that writers do not meet again.</summary>
    public TimeSpan WaitBefore(int retry)
    {
        var doubled = WaitMin * Math.Pow(2, Math.Min(retry, RetriesMax));
        var wait = doubled < WaitMax ? doubled : WaitMax;
        return wait * (0.5 + (Random.Shared.NextDouble() / 2));
    }

    private static int Read(TableMetadata table, string property, int fallback, int most) =>
        TableProperties.NumberOf(table, property) is { } value and <= int.MaxValue ? Math.Min((int)value, most) : fallback;
}
