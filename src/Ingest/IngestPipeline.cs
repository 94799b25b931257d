using Ingest.Core.Batching;
using Ingest.Core.Diagnostics;
using Ingest.Core.Diagnostics.Canaries;
using Ingest.Core.Diagnostics.Drops;
using Ingest.Core.Enrichment;
using Ingest.Core.Enrichment.Clients;
using Ingest.Core.Enrichment.EventValues;
using Ingest.Core.Enrichment.Identity;
using Ingest.Core.Enrichment.Location;
using Ingest.Core.Enrichment.Urls;
using Ingest.Core.Faults;
using Ingest.Core.Intake;
using Ingest.Core.Intake.Addresses;
using Ingest.Core.Intake.EventIds;
using Ingest.Core.Limits;
using Ingest.Core.Log;
using Ingest.Core.Quarantine;
using Ingest.Settings;
using Ingest.Settings.Live;

namespace Ingest;

/// <summary>
/// The one place that wires the stages, in the order in which an event meets them. What each owns, and in which order it starts and stops,
/// is in ARCHITECTURE.md.
/// </summary>
internal sealed partial class IngestPipeline : IAsyncDisposable
{
    private readonly IEventLog _log;
    private readonly Registries _registries;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly GeoDatabase _geo;
    private readonly EventIdKeeper _eventIds;
    private readonly GroupCommitter _committer;
    private readonly EnrichmentWorker[] _workers;
    private readonly InlineWorkers _inlineWorkers;
    private readonly ReplayLoop _replay;
    private readonly DropLedgerWriter _dropWriter;
    private readonly Canary _canary;
    private readonly IDisposable _canaryGauge;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _drained = new();
    private Task[] _running = [];
    private Task _watching = Task.CompletedTask;
    private Task _replaying = Task.CompletedTask;
    private Task _writingDrops = Task.CompletedTask;
    private Task _sendingCanaries = Task.CompletedTask;

    public IngestPipeline(
        IngestSettings settings, LiveOptions live, PipelineParts parts, ILoggerFactory loggers, TimeProvider time)
    {
        (_log, _registries, _time, _logger) = (parts.Log, parts.Registries, time, loggers.CreateLogger<IngestPipeline>());

        // The ledger: whoever drops an event counts it here.
        Drops = new DropLedger(parts.Registries.HasSource, time);

        // Intake: endpoints enqueue requests, as many and as large as these two bounds allow; beyond them is wait, then 503, and at once when it lasts.
        Queue = new IntakeQueue(settings.Intake.QueueCapacity, settings.Intake.QueueWait, time, settings.Intake.QueueDelayMax);
        Budget = new IntakeBudget(settings.Intake.PendingBytesMax);
        Limits = new IntakeLimits(settings.RateLimits, time);
        live.Intake.OnChange(Limit);
        live.RateLimits.OnChange((limits, _) => Limits.Use(limits));

        // Enrichment: in this order; the names are metric tags and drop stages.
        var userAgents = new UserAgentCache();
        _geo = new GeoDatabase(settings.Geo, time, loggers.CreateLogger<GeoDatabase>());
        IEnricher[] steps =
        [
            new SiteEnricher(parts.Registries.Sites, Limits),
            new BotEnricher(settings.Clients, settings.Bots, userAgents),
            new AddressEnricher(settings.Addresses),
            new ClientEnricher(),
            new LocationEnricher(settings.Geo, _geo),
            new IdentityEnricher(settings.Identity),
            new UrlEnricher(settings.Urls),
            new OriginEnricher(),
            new EventDataEnricher(),
            new VitalsEnricher(),
        ];

        // Log: workers append each event once, the committer puts groups on disk and completes their requests.
        var tally = new LogTally();
        var cursors = new SinkCursors(parts.Log, parts.CursorPath);
        var context = new BatchingContext(parts.Log, cursors, parts.Quarantine, tally, Health, time, loggers.CreateLogger<SinkWorker>())
        {
            Damage = new DamageKeeper(parts.Quarantine, parts.Log.LogId, time),
        };
        _eventIds = EventIdKeeper.Open(settings.Intake.EventIdsMax, parts.EventIdPath, context, loggers.CreateLogger<EventIdKeeper>());
        _committer = new GroupCommitter(parts.Log, settings.Log, time, loggers.CreateLogger<GroupCommitter>()) { Drops = Drops };
        var appender = new LogAppender(parts.Log, _eventIds.Index, _committer, tally);
        var workerLogger = loggers.CreateLogger<EnrichmentWorker>();
        EnrichmentWorker[] NewWorkers(int count) =>
            [.. Enumerable.Range(0, count).Select(_ => new EnrichmentWorker(steps, appender, Drops, workerLogger))];
        _workers = NewWorkers(settings.Intake.Workers);

        // As many for the threads of sockets and as many for those of the pool.
        _inlineWorkers = new InlineWorkers(NewWorkers(2 * settings.Intake.Workers), Queue);
        _dropWriter = new DropLedgerWriter(Drops, appender, time);

        // Quarantine: what an operator wants to have delivered again goes through the log like everything.
        _replay = new ReplayLoop(parts.Quarantine, parts.Log, appender, time, loggers.CreateLogger<ReplayLoop>());

        // Batching and sinks: each with its own cursor over the one log.
        Sinks = new SinkRoster(live.Batching, context);

        // Canary: a request of our own, through all of the above.
        _canary = new Canary(settings.Canary, Queue, parts.Log.LogId, time);
        var canaries = new CanaryWatch(settings.Canary, _canary, () => Sinks.States);
        _canaryGauge = canaries.AddGauge();

        // Readiness: a log that is full or has failed, an ended worker, a stalled sink, a canary that does not arrive.
        Readiness.Add(Health.Check);
        Readiness.Add(() => LogReadiness.Check(parts.Log.State, _committer.Failure));
        Readiness.Add(() => Sinks.States.Select(SinkReadiness.Check));
        Readiness.Add(canaries.Check);
    }

    /// <summary>Where the endpoints put requests.</summary>
    public IntakeQueue Queue { get; }

    /// <summary>The bytes they may hold.</summary>
    public IntakeBudget Budget { get; }

    /// <summary>How many events one address and one site may have.</summary>
    public IntakeLimits Limits { get; }

    /// <summary>Counts what is not stored.</summary>
    public DropLedger Drops { get; }

    /// <summary>Whether the server may be sent traffic.</summary>
    public Readiness Readiness { get; } = new();

    /// <summary>Where the events go. Those of the start are added before <see cref="Start"/>.</summary>
    public SinkRoster Sinks { get; }

    private PipelineHealth Health { get; } = new();

    /// <summary>Starts every loop but that of the canaries.</summary>
    public void Start()
    {
        _watching = _registries.WatchAsync(_stop.Token);
        _committer.Start();
        _eventIds.Start();
        _running = [.. _workers.Select(worker => Task.Run(() => GuardAsync(worker)))];
        _writingDrops = Task.Run(() => GuardAsync("drop ledger", _dropWriter.RunAsync(_drained.Token)));
        Sinks.Start();
        _replaying = Task.Run(() => _replay.RunAsync(_stop.Token));
    }

    /// <summary>Sends canaries from now on. Once, and when ClickHouse has had its time to start: what is sent before is refused, and warned of.</summary>
    public void StartCanaries() => _sendingCanaries = Task.Run(() => GuardAsync("canary", _canary.RunAsync(_stop.Token)));

    /// <summary>
    /// Hands a request over: to the calling thread when a worker is free to be lent to it and the log will not hold it, else to the queue. Its
    /// completion is to be awaited then. False when the queue has no room for it either: the caller still owns it.
    /// </summary>
    /// <remarks>Hot path: no allocation per event. When it throws, nobody may use the request any more.</remarks>
    public bool TryHandOver(IntakeRequest request)
    {
        try
        {
            if (!Queue.IsClosed && !_log.IsBehind && _inlineWorkers.TryProcess(request))
            {
                return true;
            }
        }
        catch (Exception fault)
        {
            NoteWorkerEnded(fault);
            throw;
        }

        // Read before: from the hand-over on the request is a worker's.
        var count = request.Count;
        if (!Queue.TryEnqueue(request))
        {
            return false;
        }

        IngestMeter.EventsEnqueued.Add(count);
        return true;
    }

    /// <summary>
    /// Waits until the queue takes the request. <see cref="RejectionReason.None"/>: its completion is to be awaited. Else the caller still owns it.
    /// </summary>
    public async ValueTask<RejectionReason> HandOverAsync(IntakeRequest request, CancellationToken cancellationToken)
    {
        var count = request.Count;
        var reason = await Queue.EnqueueAsync(request, cancellationToken);
        IngestMeter.EventsEnqueued.Add(reason == RejectionReason.None ? count : 0);
        return reason;
    }

    /// <summary>
    /// Stops in the order of the stages: no further requests, workers drain the queue, the ledger writes what was dropped, the committer commits,
    /// sinks deliver within the limit.
    /// What a sink has not delivered by then is delivered after the next start.
    /// </summary>
    public async Task StopAsync(TimeSpan flushMax)
    {
        await _stop.CancelAsync();
        Queue.Close();
        Failpoint.Hit(FailpointName.DrainQueue);
        await Task.WhenAll(_running);
        await _sendingCanaries;
        await _drained.CancelAsync();
        await _writingDrops;
        await _committer.StopAsync(CancellationToken.None);
        Failpoint.Hit(FailpointName.DrainSinks);
        using var limit = new CancellationTokenSource(flushMax, _time);
        await Sinks.FlushAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _replaying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await StopAsync(TimeSpan.Zero);
        await Sinks.DisposeAsync();
        await _eventIds.DisposeAsync();
        _canaryGauge.Dispose();
        _geo.Dispose();
        _stop.Dispose();
        _drained.Dispose();
    }

    private void Limit(IntakeOptions intake, string? name)
    {
        (Queue.WaitMax, Queue.DelayMax) = (intake.QueueWait, intake.QueueDelayMax);
        Budget.BytesMax = intake.PendingBytesMax;
    }

    private async Task GuardAsync(EnrichmentWorker worker)
    {
        try
        {
            await worker.RunAsync(Queue);
        }
        catch (Exception fault)
        {
            NoteWorkerEnded(fault);
        }
    }

    private void NoteWorkerEnded(Exception fault)
    {
        LogWorkerEnded(_logger, fault);
        Health.Fail("enrichment worker", fault.Message);
    }

    private async Task GuardAsync(string part, Task running)
    {
        try
        {
            await running;
        }
        catch (Exception fault)
        {
            LogPartEnded(_logger, fault, part);
            Health.Fail(part, fault.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The {Part} has ended until a restart; events are taken and delivered as before")]
    private static partial void LogPartEnded(ILogger logger, Exception fault, string part);

    [LoggerMessage(Level = LogLevel.Critical, Message = "An enrichment worker has ended: the server takes fewer events until a restart")]
    private static partial void LogWorkerEnded(ILogger logger, Exception fault);
}
