using System.Security.Cryptography;

namespace Ingest.Settings.Live;

/// <summary>
/// The settings while the server runs: follows the files, takes changes of the API, checks both as a start does, and puts them in force. Faulty ones change
/// nothing.
/// </summary>
internal sealed partial class LiveSettings : IAsyncDisposable
{
    // Two looks that find the same are needed: a person waits two seconds, and a file that is half written is no fault.
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private const string FileCaller = "file";

    private readonly IReadOnlyDictionary<string, string?> _commandLine;
    private readonly LiveOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _dataPath;
    private readonly Dictionary<string, string> _startOnly;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly CancellationTokenSource _stop = new();
    private volatile SettingsView _current;
    private Task _following = Task.CompletedTask;
    private string? _seen;
    private string? _taken;
    private string? _warnedOf;

    /// <summary>Begins with the settings of the start.</summary>
    public LiveSettings(IReadOnlyDictionary<string, string?> commandLine, IngestSettings start, LiveOptions options, TimeProvider time, ILogger<LiveSettings> logger)
    {
        (_commandLine, _options, _time, _logger) = (commandLine, options, time, logger);
        _dataPath = IngestSettings.DataPathOf(commandLine);
        var configuration = IngestSettings.Configure(commandLine);
        _startOnly = StartOnly(configuration);
        _current = new SettingsView(LiveKeys.List(configuration, start), []);
    }

    /// <summary>The settings in force.</summary>
    public SettingsView Current => _current;

    /// <summary>Starts to follow the files.</summary>
    public void Start() => _following = Task.Run(FollowAsync);

    /// <summary>Changes settings, writes them to <c>settings.json</c> and puts them in force, one caller after the other.</summary>
    /// <param name="changes">Checked keys and values, see <see cref="SettingsChange"/>.</param>
    /// <param name="caller">Who asks, for the log.</param>
    /// <param name="isMeant">Says of the settings' tag whether the caller has seen these; what is asked for is not done otherwise.</param>
    /// <param name="cancellationToken">Gives up the wait for others.</param>
    /// <returns>What is in force then; null when the caller has seen others.</returns>
    /// <exception cref="SettingsException">The settings would have faults.</exception>
    /// <exception cref="SettingConflictException">A setting is fixed elsewhere, or a settings file is broken.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
    public async Task<SettingsView?> ChangeAsync(
        IReadOnlyDictionary<string, string?> changes, string caller, Predicate<string> isMeant, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            ReadEdits();
            if (!isMeant(_current.Tag))
            {
                return null;
            }

            Apply(await SettingsFile.ChangeAsync(_commandLine, changes, _time, cancellationToken), caller);
            return _current;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Ends the following.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _gate.Dispose();
    }

    // What was edited since the last look is the editor's change, not the caller's.
    private void ReadEdits()
    {
        try
        {
            Apply(IngestSettings.Configure(_commandLine), FileCaller);
        }
        catch (SettingsException fault)
        {
            throw new SettingConflictException($"The settings files have faults, and none can be changed until they are mended: {string.Join(" ", fault.Faults)}");
        }
    }

    private async Task FollowAsync()
    {
        using var ticks = new PeriodicTimer(LookInterval, _time);
        while (await ticks.WaitForNextTickAsync(_stop.Token))
        {
            await _gate.WaitAsync(_stop.Token);
            try
            {
                Look();
            }
            catch (Exception fault) when (fault is SettingsException or IOException or UnauthorizedAccessException)
            {
                Warn(fault is SettingsException { Faults: var faults } ? string.Join(" ", faults) : fault.Message);
            }
            finally
            {
                _gate.Release();
            }
        }
    }

    private void Look()
    {
        var found = Fingerprint();
        if (found == _seen && found != _taken)
        {
            _taken = found;
            Apply(IngestSettings.Configure(_commandLine), FileCaller);
            _warnedOf = null;
        }

        _seen = found;
    }

    private void Apply(IConfigurationRoot configuration, string caller)
    {
        var settings = IngestSettings.Read(configuration);
        var former = _current;
        var waiting = StartOnly(configuration);
        _current = new SettingsView(LiveKeys.List(configuration, settings), [.. Differences(_startOnly, waiting)]);
        _options.Apply(settings);
        foreach (var (key, was, now) in Changes(former.Settings, _current.Settings))
        {
            LogChanged(_logger, key, now, was, caller);
        }

        string[] waitsAnew = [.. _current.Waiting.Except(former.Waiting)];
        if (waitsAnew.Length > 0)
        {
            LogWaiting(_logger, string.Join(", ", waitsAnew));
        }
    }

    private void Warn(string fault)
    {
        if (fault != _warnedOf)
        {
            LogNotChanged(_logger, fault);
            _warnedOf = fault;
        }
    }

    // What the files hold, not when they were written: a second write within the clock's tick counts, and a touch does not.
    private string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in IngestSettings.Files(_dataPath).Append(SettingsFile.PathOf(_dataPath)))
        {
            var bytes = File.Exists(file) ? File.ReadAllBytes(file) : [];
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static Dictionary<string, string> StartOnly(IConfiguration configuration) =>
        configuration.AsEnumerable().Where(pair => pair.Value is not null && !LiveKeys.IsLive(pair.Key)).ToDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> Differences(Dictionary<string, string> some, Dictionary<string, string> others) =>
        some.Keys.Union(others.Keys, StringComparer.OrdinalIgnoreCase).Where(key => some.GetValueOrDefault(key) != others.GetValueOrDefault(key)).Order(StringComparer.Ordinal);

    private static IEnumerable<(string Key, string Was, string Now)> Changes(IReadOnlyList<LiveSetting> former, IReadOnlyList<LiveSetting> now) =>
        from key in former.Concat(now).Select(setting => setting.Key).Distinct()
        let texts = (Was: TextOf(former, key), Now: TextOf(now, key))
        where texts.Was != texts.Now
        select (key, texts.Was, texts.Now);

    private static string TextOf(IReadOnlyList<LiveSetting> settings, string key) =>
        settings.FirstOrDefault(setting => setting.Key == key)?.Text ?? "(not set)";

    [LoggerMessage(Level = LogLevel.Information, Message = "Setting {Key} is {Value} from now on, was {Former}; changed by {Caller}")]
    private static partial void LogChanged(ILogger logger, string key, string value, string former, string caller);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Settings were edited that count at a start only: {Keys}. Restart the server to put them in force")]
    private static partial void LogWaiting(ILogger logger, string keys);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The settings were edited and not changed, the last good ones stay in force: {Faults}")]
    private static partial void LogNotChanged(ILogger logger, string faults);
}
