using System.Diagnostics;
using Ingest.Core.Faults;
using Ingest.Faults.Load;
using Ingest.Faults.Reports;
using Ingest.Faults.Schedule;
using Ingest.Faults.Servers;

namespace Ingest.Faults;

/// <summary>Runs the server and does to it what the schedule says, while others send events.</summary>
internal sealed class FaultInjector(
    ServerSettings settings, ServerRecord record, Obligations obligations, CampaignStatus status, TimeSpan patienceMax) : IDisposable
{
    // A failpoint that is not passed within so many times the planned events has its process killed instead.
    private const int PatienceFactor = 3;

    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ProgressLimit = TimeSpan.FromSeconds(60);

    private readonly ServerClient _client = new(settings);
    private readonly List<FaultOutcome> _outcomes = [];
    private readonly List<Fault> _missed = [];
    private ServerProcess? _server;
    private int _recoveries;
    private (Fault Fault, bool IsReached, long KilledAt)? _open;

    /// <summary>What happened so far.</summary>
    public IReadOnlyList<FaultOutcome> Outcomes => _outcomes;

    /// <summary>How its servers are set up.</summary>
    public ServerSettings Settings => settings;

    /// <summary>Asks the server that runs; its ClickHouse, once <see cref="StartAsync"/> has returned.</summary>
    public ServerClient Client => _client;

    /// <summary>The process of the server that runs, or ran last.</summary>
    public int ServerId => _server?.Id ?? 0;

    /// <summary>Runs the server once for each run of the schedule, and once more when some faults found no server any more.</summary>
    public async Task RunAllAsync(IEnumerable<ServerRun> schedule, CancellationToken cancellationToken)
    {
        var last = new ServerRun([], new Fault(FaultKind.StopServer, 0));
        foreach (var run in schedule.Append(last))
        {
            var joined = run;
            foreach (var fault in _missed.ToArray())
            {
                if (!joined.HasRoomFor(fault))
                {
                    continue;
                }

                joined = joined with { Survived = [fault, .. joined.Survived] };
                _missed.Remove(fault);
            }

            await RunAsync(joined, cancellationToken);
        }
    }

    private async Task RunAsync(ServerRun run, CancellationToken cancellationToken)
    {
        var server = Start(run.Arming);
        await RecoverAsync(server, cancellationToken);
        foreach (var fault in run.Survived)
        {
            await ReachAsync(server, fault.Events, cancellationToken);
            status.Activity = fault.Name;
            if (server.HasExited)
            {
                // It ended at its failpoint before: the fault comes in the next run.
                _missed.Add(fault);
                continue;
            }

            await InjectAsync(server, fault, cancellationToken);
        }

        await ReachAsync(server, run.End.Events, cancellationToken);
        status.Activity = run.End.Name;
        await EndAsync(server, run.End, cancellationToken);
    }

    /// <summary>Starts a server that no fault will meet, and waits until it and its ClickHouse answer.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var server = Start("");
        await RecoverAsync(server, cancellationToken);
        await UntilAsync(server, () => _client.AnswersAsync(server.Id, cancellationToken), cancellationToken);
    }

    /// <summary>Stops the server as a supervisor does.</summary>
    public async Task StopAsync()
    {
        _server!.Signal(ServerProcess.Terminate);
        if (!await _server.EndAsync(EndLimit))
        {
            throw new CampaignException($"the server has not stopped within {EndLimit}");
        }
    }

    public void Dispose()
    {
        _server?.Dispose();
        _client.Dispose();
    }

    private ServerProcess Start(string failpoints)
    {
        _server?.Dispose();
        return _server = ServerProcess.Start(settings, failpoints, record);
    }

    // The fault before is over with the first event that is acknowledged again.
    private async Task RecoverAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        var before = obligations.Stored;
        await UntilAsync(server, () => Task.FromResult(obligations.Stored > before), cancellationToken);
        if (_open is { } open)
        {
            Note(open.Fault, open.IsReached, Stopwatch.GetElapsedTime(open.KilledAt).TotalSeconds);
            _open = null;
        }
    }

    private void Note(Fault fault, bool isReached, double? recoverySeconds) =>
        _outcomes.Add(new FaultOutcome(fault.Name, fault.Kills, obligations.Minted, isReached, recoverySeconds));

    private Task ReachAsync(ServerProcess server, long events, CancellationToken cancellationToken)
    {
        var target = obligations.Stored + events;
        return UntilAsync(server, () => Task.FromResult(obligations.Stored >= target), cancellationToken);
    }

    /// <summary>Waits for a condition or for the end of the server.</summary>
    private async Task UntilAsync(ServerProcess server, Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        using var ticks = new PeriodicTimer(TickInterval);
        var (stored, since) = (obligations.Stored, Stopwatch.GetTimestamp());
        while (!server.HasExited && !await condition())
        {
            if (obligations.Stored > stored)
            {
                (stored, since) = (obligations.Stored, Stopwatch.GetTimestamp());
            }

            if (Stopwatch.GetElapsedTime(since) > ProgressLimit)
            {
                throw new CampaignException($"nothing was acknowledged for {ProgressLimit}");
            }

            await ticks.WaitForNextTickAsync(cancellationToken);
        }
    }

    private async Task InjectAsync(ServerProcess server, Fault fault, CancellationToken cancellationToken)
    {
        switch (fault.Kind)
        {
            case FaultKind.KillEngineAt:
                await WithPatienceAsync(server, fault, server.Paused, cancellationToken);
                await KillEngineAsync(server, fault, isReached: server.Paused.IsCompleted, cancellationToken);
                break;
            case FaultKind.KillEngine:
                await KillEngineAsync(server, fault, isReached: true, cancellationToken);
                break;
            case FaultKind.PauseEngine:
                await PauseAsync(server.Engine(), fault, () => Task.CompletedTask, cancellationToken);
                break;
            default:
                await PauseAsync(server.Id, fault, RefuseSecondAsync, cancellationToken);
                break;
        }
    }

    private async Task KillEngineAsync(ServerProcess server, Fault fault, bool isReached, CancellationToken cancellationToken)
    {
        var (engine, since) = (0, Stopwatch.GetTimestamp());
        await UntilAsync(server, () => Task.FromResult((engine = server.Engine()) != 0 || Stopwatch.GetElapsedTime(since) > EndLimit), cancellationToken);
        if (engine == 0 && !server.HasExited)
        {
            throw new CampaignException($"the server has had no engine for {EndLimit}");
        }

        if (engine == 0 || !ServerProcess.Signal(engine, ServerProcess.Kill))
        {
            return;
        }

        status.AddKills(1);
        Note(fault, isReached, recoverySeconds: null);
    }

    private async Task PauseAsync(int process, Fault fault, Func<Task> meanwhile, CancellationToken cancellationToken)
    {
        if (process == 0 || !ServerProcess.Signal(process, ServerProcess.Pause))
        {
            return;
        }

        try
        {
            await Task.WhenAll(meanwhile(), Task.Delay(TimeSpan.FromMilliseconds(fault.PauseMs), TimeProvider.System, cancellationToken));
        }
        finally
        {
            ServerProcess.Signal(process, ServerProcess.Continue);
        }

        Note(fault, isReached: true, recoverySeconds: null);
    }

    /// <summary>A second server on the folder of a paused one has to refuse, by itself and in words.</summary>
    private async Task RefuseSecondAsync()
    {
        using var second = ServerProcess.Start(settings, "", record);
        if (!await second.EndAsync(EndLimit) || second.ExitCode == 0 || !record.Last.Contains("is in use by another ingest process", StringComparison.Ordinal))
        {
            throw new CampaignException("a second server on the folder of a paused one was not refused");
        }
    }

    private async Task EndAsync(ServerProcess server, Fault fault, CancellationToken cancellationToken)
    {
        if (fault.Kind == FaultKind.KillServerAt)
        {
            await WithPatienceAsync(server, fault, passed: null, cancellationToken);
        }
        else if (fault.Kind is FaultKind.StopServer or FaultKind.KillDrainAt)
        {
            server.Signal(ServerProcess.Terminate);
            await server.EndAsync(EndLimit);
        }

        var isReached = server.HasExited || fault.Kind is FaultKind.KillServer or FaultKind.KillRecovery;
        var killedAt = Stopwatch.GetTimestamp();
        if (!server.HasExited)
        {
            server.Signal(ServerProcess.Kill);
        }

        if (!await server.EndAsync(EndLimit))
        {
            throw new CampaignException($"the server has not ended within {EndLimit}");
        }

        if (fault.Kind == FaultKind.KillRecovery)
        {
            await KillRecoveriesAsync();
        }

        status.AddKills(fault.Kills);
        _open = (fault, isReached, killedAt);
    }

    private async Task KillRecoveriesAsync()
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var server = Start($"{Failpoint.Text(FaultSchedule.Recovery(_recoveries++))}=kill");
            if (!await server.EndAsync(RecoveryLimit))
            {
                server.Signal(ServerProcess.Kill);
                await server.EndAsync(EndLimit);
            }
        }
    }

    // Until the failpoint was passed, the server has ended, or the events and the time for it are over.
    private async Task WithPatienceAsync(ServerProcess server, Fault fault, Task? passed, CancellationToken cancellationToken)
    {
        var target = obligations.Stored + (PatienceFactor * fault.Events);
        var since = Stopwatch.GetTimestamp();
        await UntilAsync(
            server,
            () => Task.FromResult(passed is { IsCompleted: true } || obligations.Stored >= target || Stopwatch.GetElapsedTime(since) > patienceMax),
            cancellationToken);
    }
}
