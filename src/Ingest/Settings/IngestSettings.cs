using Ingest.Access;
using Ingest.Core.Batching;
using Ingest.Core.Diagnostics.Canaries;
using Ingest.Core.Enrichment.Clients;
using Ingest.Core.Enrichment.Identity;
using Ingest.Core.Enrichment.Location;
using Ingest.Core.Enrichment.Urls;
using Ingest.Core.Faults;
using Ingest.Core.Intake;
using Ingest.Core.Intake.Addresses;
using Ingest.Core.Limits;
using Ingest.Core.Log;
using Ingest.Endpoints.Metrics;
using Ingest.Registry.PostgreSql;
using Ingest.Settings.Live;
using Ingest.Sinks.ClickHouse;
using Ingest.Sinks.Iceberg;

namespace Ingest.Settings;

/// <summary>Every option of the server, one section per component, validated together.</summary>
internal sealed class IngestSettings
{
    private const string FileName = "appsettings.json";

    /// <summary>Listening, data folder, shutdown.</summary>
    public ServerOptions Server { get; set; } = new();

    /// <summary>Where the sites lie.</summary>
    public PostgreSqlOptions Sites { get; set; } = new();

    /// <summary>What answers without a key.</summary>
    public AccessOptions Access { get; set; } = new();

    /// <summary>Bodies, batches and the queue.</summary>
    public IntakeOptions Intake { get; set; } = new();

    /// <summary>How many events are taken of one address and of one site.</summary>
    public RateLimitOptions RateLimits { get; set; } = new();

    /// <summary>How the client's address is found.</summary>
    public AddressOptions Addresses { get; set; } = new();

    /// <summary>Bots and user agents.</summary>
    public ClientOptions Clients { get; set; } = new();

    /// <summary>Bots that are kept aside.</summary>
    public BotOptions Bots { get; set; } = new();

    /// <summary>Locations.</summary>
    public GeoOptions Geo { get; set; } = new();

    /// <summary>Sessions, visits and tokens.</summary>
    public IdentityOptions Identity { get; set; } = new();

    /// <summary>Addresses of pages.</summary>
    public UrlOptions Urls { get; set; } = new();

    /// <summary>The durable log.</summary>
    public LogOptions Log { get; set; } = new();

    /// <summary>When a batch is closed.</summary>
    public BatchOptions Batching { get; set; } = new();

    /// <summary>The sign of life through the whole path.</summary>
    public CanaryOptions Canary { get; set; } = new();

    /// <summary>
    /// Where events go by these settings: <c>clickhouse</c>, <c>iceberg</c> or both. Default <c>clickhouse</c>. Others are added with <c>ingest sink add</c>.
    /// </summary>
    public string[]? Sinks { get; set; }

    /// <summary>The ClickHouse sink.</summary>
    public ClickHouseOptions ClickHouse { get; set; } = new();

    /// <summary>Reading of figures.</summary>
    public MetricsOptions Metrics { get; set; } = new();

    /// <summary>The lake.</summary>
    public IcebergOptions Iceberg { get; set; } = new();

    /// <summary>True when events go to the lake by these settings.</summary>
    public bool UsesLake => Sinks?.Contains(SinkFile.Lake) == true;

    /// <summary>Levels of the logs by category, as .NET's <c>Logging:LogLevel</c>.</summary>
    public IDictionary<string, IDictionary<string, string>> Logging { get; } = new Dictionary<string, IDictionary<string, string>>();

    /// <summary>The data folder, as far as it can be known before the settings in it have been read.</summary>
    public static string DataPathOf(IReadOnlyDictionary<string, string?> commandLine) =>
        commandLine.GetValueOrDefault("Server:DataPath") ?? Environment.GetEnvironmentVariable("INGEST__Server__DataPath") ?? new ServerOptions().DataPath;

    /// <summary>The files that people write, the weakest first.</summary>
    public static IReadOnlyList<string> Files(string dataPath) => [Path.GetFullPath(FileName), Path.GetFullPath(Path.Combine(dataPath, FileName))];

    /// <summary>
    /// The configuration of a data folder: <c>appsettings.json</c> of the working folder, then of the data folder, then its <c>settings.json</c>,
    /// then Umami's variables, then <c>INGEST__Section__Key</c>, then what the command line says.
    /// </summary>
    /// <param name="commandLine">What the command line says.</param>
    /// <param name="settingsFile">What is to stand for <c>settings.json</c>; null for the file itself.</param>
    /// <exception cref="SettingsException">A file is not JSON.</exception>
    public static IConfigurationRoot Configure(IReadOnlyDictionary<string, string?> commandLine, byte[]? settingsFile = null)
    {
        var data = DataPathOf(commandLine);
        var builder = new ConfigurationBuilder();
        foreach (var file in Files(data))
        {
            builder.AddJsonFile(file, optional: true, reloadOnChange: false);
        }

        try
        {
            return builder
                .AddJsonStream(new MemoryStream(settingsFile ?? SettingsFile.Read(data)))
                .AddUmamiEnvironment()
                .AddEnvironmentVariables("INGEST__")
                .AddInMemoryCollection(commandLine)
                .Build();
        }
        catch (Exception fault) when (fault is InvalidDataException or FormatException or System.Text.Json.JsonException)
        {
            var file = fault is InvalidDataException ? "" : $"{SettingsFile.PathOf(data)}: ";
            throw new SettingsException([$"{file}{fault.Message} {fault.InnerException?.InnerException?.Message ?? fault.InnerException?.Message}".TrimEnd()]);
        }
    }

    /// <summary>Reads and validates the configuration.</summary>
    /// <exception cref="SettingsException">Some settings are wrong; the message lists them all.</exception>
    public static IngestSettings Read(IConfiguration configuration)
    {
        var settings = new IngestSettings();
        try
        {
            configuration.Bind(settings, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException fault)
        {
            throw new SettingsException([fault.InnerException is null ? fault.Message : $"{fault.Message} {fault.InnerException.Message}"]);
        }

        settings.Complete();
        return SettingsException.Check(settings, settings.Validate());
    }

    /// <summary>Reads and validates the one section that a command without a data folder needs.</summary>
    /// <exception cref="SettingsException">Some settings are wrong; the message lists them all.</exception>
    public static ClickHouseOptions ReadClickHouse(IConfiguration configuration)
    {
        var options = configuration.GetSection(nameof(ClickHouse)).Get<ClickHouseOptions>() ?? new ClickHouseOptions();
        return SettingsException.Check(options, options.Validate());
    }

    /// <summary>Reads and validates the one section that a command of sites needs.</summary>
    /// <exception cref="SettingsException">Some settings are wrong; the message lists them all.</exception>
    public static PostgreSqlOptions ReadSites(IConfiguration configuration)
    {
        var options = configuration.GetSection(nameof(Sites)).Get<PostgreSqlOptions>() ?? new PostgreSqlOptions();
        return SettingsException.Check(options, options.Validate());
    }

    /// <summary>Reads and validates the one section that a command of the lake needs.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="dataPath">The data folder, where the lake is unless the section has it elsewhere.</param>
    /// <exception cref="SettingsException">Some settings are wrong; the message lists them all.</exception>
    public static IcebergOptions ReadLake(IConfiguration configuration, string dataPath)
    {
        var options = configuration.GetSection(nameof(Iceberg)).Get<IcebergOptions>() ?? new IcebergOptions();
        options.Complete(DataFolder.LakePath(dataPath));
        return SettingsException.Check(options, options.Validate());
    }

    // What is not said lies in the data folder.
    private void Complete()
    {
        ClickHouse.Enabled &= Sinks is null || Sinks.Contains(SinkFile.Configured);
        Iceberg.Complete(DataFolder.LakePath(Server.DataPath));
        Log.Path = Log.Path.Length > 0 ? Log.Path : DataFolder.LogPath(Server.DataPath);
        Identity.AppSecret = Identity.AppSecret.Length > 0 ? Identity.AppSecret : DataFolder.ReadOrCreateSecret(Server.DataPath);
    }

    private IEnumerable<string> ValidateSinks() =>
        (Sinks ?? []).Where(sink => !SinkFile.OfSettings.Contains(sink))
            .Select(sink => $"Sinks names '{sink}': there are {string.Join(" and ", SinkFile.OfSettings)}; further ClickHouse servers are added with 'ingest sink add'.");

    private IEnumerable<string> Validate() =>
    [
        .. ValidateSinks(),
        .. Server.Validate(), .. Sites.Validate(), .. Access.Validate(), .. Intake.Validate(), .. RateLimits.Validate(), .. Addresses.Validate(), .. Geo.Validate(),
        .. Identity.Validate(), .. Log.Validate(), .. new BatchOptionsValidator().Validate(name: null, Batching).Failures ?? [], .. Canary.Validate(), .. ClickHouse.Validate(), .. Metrics.Validate(), .. Iceberg.Validate(), .. LogLevels.Validate(this), .. Failpoint.Faults,
    ];
}
