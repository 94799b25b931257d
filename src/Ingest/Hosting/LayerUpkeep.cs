using Ingest.Sinks.ClickHouse;
using Ingest.Sinks.ClickHouse.Building;
using Ingest.Sinks.ClickHouse.Client;

namespace Ingest.Hosting;

/// <summary>
/// Builds what has become old enough, every minute: the last days, and once an hour everything, for events that came late. What it has not built yet is
/// read from the facts, so that nothing waits for it.
/// </summary>
internal sealed partial class LayerUpkeep : IDisposable
{
    private const int RecentHours = 72;
    private const int PassesPerFullOne = 60;

    // Hours that the builder knows: from 1970 to 2049.
    private const long LastHour = 700_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // A build of a day with a billion events; the sink's limit is for inserts.
    private static readonly TimeSpan BuildMax = TimeSpan.FromHours(1);

    private readonly ClickHouseClient _client;
    private readonly EventBuilder _builder;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private string? _lastFault;

    public LayerUpkeep(ClickHouseOptions options, TimeProvider time, ILogger logger)
    {
        (_time, _logger) = (time, logger);
        _client = new ClickHouseClient(options.WithRequestTimeout(BuildMax), time);
        _builder = new EventBuilder(_client, options);
    }

    /// <summary>Runs until cancelled, once the schema is there.</summary>
    public async Task RunAsync(Task prepared, CancellationToken stop)
    {
        try
        {
            await prepared.WaitAsync(stop);
            for (var pass = 0; !stop.IsCancellationRequested; pass = (pass + 1) % PassesPerFullOne)
            {
                await TryBuildAsync(isFull: pass == 0, stop);
                await Task.Delay(Interval, _time, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was broken off is built by the next process.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task TryBuildAsync(bool isFull, CancellationToken stop)
    {
        try
        {
            var now = _time.GetUtcNow().ToUnixTimeSeconds() / 3600;
            foreach (var range in await _builder.FindAsync(isFull ? 1 : now - RecentHours, isFull ? LastHour : now, stop))
            {
                await _builder.BuildAsync(range, stop);
                LogBuilt(_logger, range.Since, range.Until, range.Sites.Count);
            }

            _lastFault = null;
        }
        catch (Exception fault) when (fault is ClickHouseException or HttpRequestException or IOException or TimeoutException)
        {
            // Said once, not once a minute.
            if (fault.Message != _lastFault)
            {
                LogNotBuilt(_logger, fault.Message);
            }

            _lastFault = fault.Message;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Built visits and pages from {Since} to {Until} of {Sites} sites")]
    private static partial void LogBuilt(ILogger logger, DateTimeOffset since, DateTimeOffset until, int sites);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Visits and pages could not be built, trying again every minute: {Fault}")]
    private static partial void LogNotBuilt(ILogger logger, string fault);
}
