using System.Globalization;

namespace Ingest.Sinks.ClickHouse.Mirrors;

/// <summary>What the row of everything that is mirrored has. The times are text as ClickHouse writes and reads it.</summary>
internal abstract record MirrorRow
{
    // DateTime64(3, 'UTC').
    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss.fff";

    public required Guid Id { get; init; }

    public required string CreatedAt { get; init; }

    public required string UpdatedAt { get; init; }

    public required string? DeletedAt { get; init; }

    public required byte IsDeleted { get; init; }

    public long Version { get; init; }

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static string? Text(DateTimeOffset? time) => time is { } at ? Text(at) : null;

    /// <summary>The row of one whose entry was taken out of the registry by hand.</summary>
    public MirrorRow DeletedBy(DateTimeOffset now) => this with { UpdatedAt = Text(now), DeletedAt = Text(now), IsDeleted = 1 };

    /// <summary>True when the other says the same, be it since earlier.</summary>
    public virtual bool Says(MirrorRow other) => this == other with { Version = Version };
}
