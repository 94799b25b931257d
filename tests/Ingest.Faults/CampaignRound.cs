using System.Diagnostics;
using System.Net;
using Ingest.ClickHouse.Embedded.Supervision;
using Ingest.Core.Quarantine;
using Ingest.Core.Registry;
using Ingest.Core.Sites;
using Ingest.Faults.Judging;
using Ingest.Faults.Load;
using Ingest.Faults.Reports;
using Ingest.Faults.Schedule;
using Ingest.Faults.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Faults;

/// <summary>A round: a new data folder, load, faults, then a server without faults until everything is delivered, and the judge.</summary>
internal sealed class CampaignRound(CampaignOptions options, int round, CampaignStatus status)
{
    // Nobody is minting so far ahead while the number is handed over.
    private const int PoisonLead = 5_000;

    private const ulong MissingTimesMax = 3;
    private const int EventsPerMissingKill = 20_000;

    // Without progress for so long the round has failed: far above any recovery.
    private static readonly TimeSpan StallLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan RetryLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PoisonInterval = TimeSpan.FromMilliseconds(200);

    private readonly ulong _seed = EventTraits.Mix(options.Seed + (ulong)round);
    private readonly string _path = Path.Combine(options.WorkPath, FormattableString.Invariant($"round-{round}"));
    private readonly Obligations _obligations = new();
    private readonly int _killsBefore = status.Kills;

    /// <summary>Runs the round.</summary>
    /// <exception cref="CampaignException">It could not be finished.</exception>
    public async Task<RoundReport> RunAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        status.StartRound(_obligations);
        var mint = new EventMint(_seed, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 86_400, options.PoisonEvery);
        var settings = ServerSettings.Draw(Path.Combine(_path, "data"), LoopbackPort.FindFree(), round, _seed, options);
        await PrepareAsync(settings, mint);
        using var record = new ServerRecord(Path.Combine(_path, "server.log"));
        using var injector = new FaultInjector(settings, record, _obligations, status, options.PatienceMax);
        try
        {
            var load = new LoadGenerator(new IPEndPoint(IPAddress.Loopback, settings.Port), mint, _obligations, new LoadOptions(_seed, options.EventsPerSecond, options.Connections));
            await InjectAsync(injector, load, mint, cancellationToken);
            var client = injector.Client;
            var loaded = Stopwatch.GetTimestamp();
            await DeliverAsync(client, cancellationToken);
            var quarantined = await ReplayAsync(settings, client, cancellationToken);
            var delivered = Stopwatch.GetTimestamp();
            status.Activity = "judging";
            var verdict = await new Judge(client, mint, _obligations).JudgeAsync(cancellationToken);
            var report = new RoundReport
            {
                Round = round,
                Seed = _seed,
                Settings = settings.Description,
                Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
                CatchUpSeconds = Stopwatch.GetElapsedTime(loaded, delivered).TotalSeconds,
                JudgeSeconds = Stopwatch.GetElapsedTime(delivered).TotalSeconds,
                Retried = load.Retried,
                Repeated = load.Repeated,
                Quarantined = quarantined,
                Refusals = load.Refusals,
                Faults = injector.Outcomes,
                Verdict = verdict,
            };
            await injector.StopAsync();
            Clean(verdict);
            return report;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw new CampaignException($"Round {round} could not be finished: {fault.Message}\nIts folder is kept: {_path}\nLast lines of the server:\n{record.Last}");
        }
    }

    private async Task PrepareAsync(ServerSettings settings, EventMint mint)
    {
        if (Directory.Exists(_path))
        {
            throw new CampaignException($"{_path} is left of another campaign: remove it, or choose another folder with --work");
        }

        Directory.CreateDirectory(settings.DataPath);
        var sites = await SiteDirectory.OpenAsync(
            new DocumentFile(Path.Combine(settings.DataPath, "sites.json"), TimeProvider.System), TimeProvider.System, NullLogger.Instance);
        for (var site = 0; site < EventMint.SiteCount; site++)
        {
            await sites.AddAsync(FormattableString.Invariant($"Site {site}"), mint.Site(site));
        }
    }

    /// <summary>The schedule under load, then load without faults until there are enough events.</summary>
    private async Task InjectAsync(FaultInjector injector, LoadGenerator load, EventMint mint, CancellationToken cancellationToken)
    {
        var events = options.Events / options.Rounds;
        var kills = (options.Kills + options.Rounds - 1) / options.Rounds;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var loading = load.RunAsync(stop.Token, giveUp.Token);
        var poisoning = PoisonAsync(injector, mint, stop.Token);
        try
        {
            await injector.RunAllAsync(
                options.IsEachFaultOnce ? FaultSchedule.CreateEachOnce(events, _seed) : FaultSchedule.Create(kills, events, _seed), cancellationToken);
            await KillMissingAsync(injector, kills, cancellationToken);
            status.Activity = "load without faults";
            await injector.StartAsync(cancellationToken);
            await WaitAsync(() => Task.FromResult(_obligations.Stored), stored => stored >= events, cancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            giveUp.CancelAfter(RetryLimit);
            await Task.WhenAll(loading, poisoning);
        }
    }

    /// <summary>Makes up for the faults that met no process, an engine whose server had just ended.</summary>
    private async Task KillMissingAsync(FaultInjector injector, int kills, CancellationToken cancellationToken)
    {
        for (var times = 1UL; times <= MissingTimesMax && status.Kills - _killsBefore is var killed && killed < kills && !options.IsEachFaultOnce; times++)
        {
            await injector.RunAllAsync(FaultSchedule.Create(kills - killed, (kills - killed) * EventsPerMissingKill, _seed + times), cancellationToken);
        }
    }

    /// <summary>As soon as there is a table, makes it refuse some of the events that come after.</summary>
    private async Task PoisonAsync(FaultInjector injector, EventMint mint, CancellationToken stop)
    {
        using var client = new ServerClient(injector.Settings);
        while (!stop.IsCancellationRequested && !await client.TryRefuseAsync(EventMint.Poison, injector.ServerId, stop))
        {
            await Task.Delay(PoisonInterval, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        mint.StartPoison(_obligations.Minted + PoisonLead);
    }

    /// <summary>Delivers what the sink has set aside.</summary>
    /// <returns>How many events that were.</returns>
    private async Task<int> ReplayAsync(ServerSettings settings, ServerClient client, CancellationToken cancellationToken)
    {
        status.Activity = "replaying the quarantine";
        await client.TakeAsync(EventMint.Poison, cancellationToken);
        var store = new QuarantineStore(Path.Combine(settings.DataPath, "quarantine"));
        var replayed = store.List().Count(item => store.Replay.Request(item.Id));
        await WaitAsync(() => Task.FromResult(-(long)store.Replay.Requested().Count), waiting => waiting == 0, cancellationToken);
        await DeliverAsync(client, cancellationToken);
        return replayed;
    }

    private Task DeliverAsync(ServerClient client, CancellationToken cancellationToken)
    {
        status.Activity = "delivering";
        return WaitAsync(async () => -(await client.UndeliveredAsync(cancellationToken) ?? long.MaxValue), left => left == 0, cancellationToken);
    }

    /// <summary>Waits while a number changes, until it is enough.</summary>
    /// <remarks>Not while it grows: what a sink has left to deliver looks little until the backlog of the last process is counted.</remarks>
    private static async Task WaitAsync(Func<Task<long>> ask, Func<long, bool> isEnough, CancellationToken cancellationToken)
    {
        using var ticks = new PeriodicTimer(TickInterval);
        var (last, since) = (long.MinValue, Stopwatch.GetTimestamp());
        while (await ask() is var number && !isEnough(number))
        {
            if (number != last)
            {
                (last, since) = (number, Stopwatch.GetTimestamp());
            }

            if (Stopwatch.GetElapsedTime(since) > StallLimit)
            {
                throw new CampaignException($"no progress for {StallLimit}: the number stays at {number}");
            }

            await ticks.WaitForNextTickAsync(cancellationToken);
        }
    }

    private void Clean(Verdict verdict)
    {
        if (verdict.IsClean)
        {
            Directory.Delete(_path, recursive: true);
        }
    }
}
