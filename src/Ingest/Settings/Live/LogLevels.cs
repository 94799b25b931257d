namespace Ingest.Settings.Live;

/// <summary>
/// The section <c>Logging</c> as the loggers of .NET follow it: a configuration of its own, so that what is not valid, or is only being written, never
/// reaches them.
/// </summary>
internal sealed class LogLevels : ConfigurationProvider, IConfigurationSource
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Logging";

    private const string Levels = "LogLevel";

    /// <summary>Begins with the levels of the start.</summary>
    public LogLevels(IngestSettings start)
    {
        Data = Read(start);
        Configuration = new ConfigurationBuilder().Add(this).Build();
    }

    /// <summary>What the loggers follow.</summary>
    public IConfiguration Configuration { get; }

    /// <summary>Every fault of the levels, each with its remedy.</summary>
    public static IEnumerable<string> Validate(IngestSettings settings) =>
        from provider in settings.Logging
        where provider.Key.Equals(Levels, StringComparison.OrdinalIgnoreCase)
        from level in provider.Value
        where !Enum.TryParse<LogLevel>(level.Value, ignoreCase: true, out var known) || !Enum.IsDefined(known)
        select $"{Section}:{provider.Key}:{level.Key} is '{level.Value}': choose {string.Join(", ", Enum.GetNames<LogLevel>())}.";

    /// <summary>Puts other levels in force; the loggers that there are follow at once.</summary>
    public void Set(IngestSettings settings)
    {
        Data = Read(settings);
        OnReload();
    }

    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    private static Dictionary<string, string?> Read(IngestSettings settings) => settings.Logging
        .SelectMany(provider => provider.Value.Select(level => (Key: $"{provider.Key}:{level.Key}", level.Value)))
        .ToDictionary(pair => pair.Key, string? (pair) => pair.Value, StringComparer.OrdinalIgnoreCase);
}
