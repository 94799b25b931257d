namespace Ingest.IntegrationTests.Metrics.Reference;

/// <summary>What a view is asked: its parameters, of which it has some.</summary>
internal sealed record Question
{
    public required Guid Site { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long Since { get; init; }

    /// <summary>Unix milliseconds, exclusive.</summary>
    public required long Until { get; init; }

    public string Zone { get; init; } = "UTC";

    public string Unit { get; init; } = "day";

    public IReadOnlyDictionary<string, string[]> Filter { get; init; } = new Dictionary<string, string[]>();

    public string[] Steps { get; init; } = [];

    public long Seconds { get; init; }

    public int Length { get; init; }

    public string Event { get; init; } = "";

    public string Key { get; init; } = "";

    public Calendar Calendar => new(Zone);

    public bool HasTime(long ms) => ms >= Since && ms < Until;
}
