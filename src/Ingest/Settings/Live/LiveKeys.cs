using Ingest.Core.Batching;
using Ingest.Core.Intake;
using Ingest.Core.Limits;
using Ingest.Sinks.Iceberg;

namespace Ingest.Settings.Live;

/// <summary>Which settings may change while the server runs. All others count at a start only.</summary>
internal static class LiveKeys
{
    private const string LevelPrefix = LogLevels.Section + ":LogLevel:";
    private const string DefaultLevel = LevelPrefix + "Default";

    // What sizes nothing at the start: the queue's capacity, the workers and the memory of event ids do.
    private static readonly LiveSection[] Sections =
    [
        LiveSection.All(BatchOptions.Section, settings => settings.Batching),
        LiveSection.All(nameof(IngestSettings.RateLimits), settings => settings.RateLimits),
        new(IcebergOptions.Section, settings => settings.Iceberg,
        [
            nameof(IcebergOptions.FlushInterval), nameof(IcebergOptions.FlushBatchRows), nameof(IcebergOptions.FlushBatchBytes), nameof(IcebergOptions.FlushTimeout),
        ]),
        new(nameof(IngestSettings.Intake), settings => settings.Intake,
        [
            nameof(IntakeOptions.SendBytesMax), nameof(IntakeOptions.BatchBytesMax), nameof(IntakeOptions.BatchItemsMax),
            nameof(IntakeOptions.QueueWait), nameof(IntakeOptions.QueueDelayMax), nameof(IntakeOptions.PendingBytesMax),
        ]),
    ];

    // Of many values each: files alone change them, and the levels of the logs by category.
    private static readonly string[] Lists = [LogLevels.Section + ":", $"{nameof(IngestSettings.RateLimits)}:{nameof(RateLimitOptions.ExemptAddresses)}:"];

    private static readonly Dictionary<string, object> Defaults =
        Sections.SelectMany(section => section.Values(new IngestSettings())).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<string, string> Spelling = Defaults.Keys.ToDictionary(key => key, StringComparer.OrdinalIgnoreCase);

    /// <summary>The keys in words, for who has named another.</summary>
    public static string Names => $"{string.Join(", ", Spelling.Values)}, {LevelPrefix}CATEGORY";

    /// <summary>True when a change of the key counts at once.</summary>
    public static bool IsLive(string key) =>
        Spelling.ContainsKey(key) || Lists.Any(prefix => key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    /// <summary>The key as this program spells it, which a caller may set; null for any other.</summary>
    public static string? Find(string key) =>
        Spelling.GetValueOrDefault(key)
        ?? (key.StartsWith(LevelPrefix, StringComparison.OrdinalIgnoreCase) && key.Length > LevelPrefix.Length && key.IndexOf(':', LevelPrefix.Length) < 0
            ? key.Equals(DefaultLevel, StringComparison.OrdinalIgnoreCase) ? DefaultLevel : LevelPrefix + key[LevelPrefix.Length..]
            : null);

    /// <summary>Every live setting, with the levels of all categories that have one.</summary>
    public static IReadOnlyList<LiveSetting> List(IConfigurationRoot configuration, IngestSettings settings) =>
    [
        .. Sections.SelectMany(section => section.Values(settings))
            .Select(pair => new LiveSetting(pair.Key, pair.Value, Defaults[pair.Key], SettingSource.Of(configuration, pair.Key))),
        .. Levels(configuration),
    ];

    private static IEnumerable<LiveSetting> Levels(IConfigurationRoot configuration) =>
        configuration.GetSection(LevelPrefix.TrimEnd(':')).GetChildren()
            .Where(level => level.Value is not null)
            .ToDictionary(level => Find(level.Path) ?? level.Path, level => level.Value!)
            .Append(new(DefaultLevel, nameof(LogLevel.Information)))
            .DistinctBy(level => level.Key)
            .OrderBy(level => level.Key != DefaultLevel).ThenBy(level => level.Key, StringComparer.Ordinal)
            .Select(level => new LiveSetting(level.Key, level.Value, level.Key == DefaultLevel ? nameof(LogLevel.Information) : "", SettingSource.Of(configuration, level.Key)));
}
