using Ingest.Core.Sinks;
using Ingest.Settings;
using Ingest.Sinks.ClickHouse;
using Ingest.Sinks.ClickHouse.Client;
using Ingest.Sinks.ClickHouse.Mirrors;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Hosting;

/// <summary>Keeps a ClickHouse fit for the sink: applies the schema once it can be reached, then keeps its tables of sites, links and pixels equal to the registered ones.</summary>
internal sealed partial class ClickHouseUpkeep(ClickHouseClient client, ClickHouseOptions options, Registries registries, TimeProvider time, ILogger logger)
{
    // Between two tries to reach a server that is away: often enough that a person who starts it sees the events at once.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly SchemaApplier _applier = new(client, options);
    private readonly SiteMirror _sites = new(client, options, time);
    private readonly LinkMirror _links = new(client, options, time);
    private readonly PixelMirror _pixels = new(client, options, time);
    private readonly TaskCompletionSource _prepared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isApplied;
    private string? _lastFault;

    /// <summary>Completes when the schema has been applied and the registries have been mirrored for the first time.</summary>
    public Task Prepared => _prepared.Task;

    /// <summary>Runs until cancelled; a ClickHouse that is away is tried again without limit.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await KeepAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is ClickHouseException or HttpRequestException or IOException or TimeoutException or SchemaException)
            {
                Warn(fault.Message);
                await Task.Delay(RetryDelay, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task KeepAsync(CancellationToken stop)
    {
        if (!_isApplied)
        {
            await ApplyAsync(stop);
        }

        var (sites, links, pixels) = (registries.Sites.Current, registries.Links.Current, registries.Pixels.Current);
        DeliveryOutcome[] outcomes =
            [await _sites.MirrorAsync(sites.All, stop), await _links.MirrorAsync(links.All, stop), await _pixels.MirrorAsync(pixels.All, stop)];
        if (outcomes.All(outcome => outcome.IsDelivered))
        {
            _prepared.TrySetResult();
            await Task.WhenAny(sites.Replaced, links.Replaced, pixels.Replaced).WaitAsync(stop);
        }
        else
        {
            Warn(outcomes.Select(outcome => outcome.Error).FirstOrDefault(error => error is not null) ?? "what is registered could not be mirrored");
            await Task.Delay(RetryDelay, time, stop);
        }
    }

    private async Task ApplyAsync(CancellationToken stop)
    {
        var report = await _applier.ApplyAsync(stop);
        _isApplied = true;
        if (report.Applied.Count > 0)
        {
            LogSchema(logger, options.Endpoint, string.Join(", ", report.Applied));
        }
    }

    // Said once, not once a second.
    private void Warn(string fault)
    {
        if (fault != _lastFault)
        {
            LogNotPrepared(logger, options.Endpoint, fault);
        }

        _lastFault = fault;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "ClickHouse at {Endpoint} is not ready, trying again: {Fault}")]
    private static partial void LogNotPrepared(ILogger logger, Uri? endpoint, string fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "Schema applied to {Endpoint}: {Files}")]
    private static partial void LogSchema(ILogger logger, Uri? endpoint, string files);
}
