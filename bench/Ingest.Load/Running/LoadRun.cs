namespace Ingest.Load.Running;

/// <summary>Runs a plan.</summary>
public static class LoadRun
{
    /// <summary>How many numbers of events of unknown outcome are kept for verifying.</summary>
    public const int UnknownNumbersMax = 100_000;

    /// <summary>Sends what the plan says and waits for the last replies.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="progress">Told every second, on a thread of the pool; null for nobody.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the run early, with the results so far.</param>
    /// <exception cref="LoadException">The plan is wrong, the target cannot be reached, or it takes nothing at all.</exception>
    public static Task<LoadResult> RunAsync(LoadPlan plan, Action<LoadProgress>? progress, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var faults = plan.Validate().ToArray();
        throw faults.Length > 0 ? new LoadException(string.Join('\n', faults)) : new NotSupportedException();
    }
}
