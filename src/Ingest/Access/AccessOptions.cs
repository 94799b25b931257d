namespace Ingest.Access;

/// <summary>What answers without a key, and how often somebody may try keys that are none.</summary>
internal sealed class AccessOptions
{
    private const int FailuresCeiling = 10_000;

    /// <summary>True: <c>/metrics</c> answers without a key, as collection, health and the API's description always do. Default false.</summary>
    public bool OpenMetrics { get; set; }

    /// <summary>Requests with a wrong key that one address may make in a minute before they are answered 429. Default 10; right keys are never limited.</summary>
    public int FailuresPerMinute { get; set; } = 10;

    /// <summary>Every fault of these options, each naming its key, its value and the remedy.</summary>
    public IEnumerable<string> Validate()
    {
        if (FailuresPerMinute is < 1 or > FailuresCeiling)
        {
            yield return $"Access:FailuresPerMinute is {FailuresPerMinute}: choose 1 to {FailuresCeiling}";
        }
    }
}
