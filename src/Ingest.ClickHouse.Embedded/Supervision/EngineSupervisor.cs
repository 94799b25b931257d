using Microsoft.Extensions.Logging;

namespace Ingest.ClickHouse.Embedded.Supervision;

/// <summary>
/// Keeps the embedded engine's process running: starts it, starts it again when it dies or hangs, on the same port, and stops it.
/// Nothing is lost while it is away: the event log holds what is not delivered.
/// </summary>
public sealed class EngineSupervisor(EngineSupervisorOptions options, ILogger<EngineSupervisor> logger, TimeProvider time) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<Uri> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RestartSchedule _schedule = new();
    private volatile EngineStatus _status = new(EngineState.Starting, null, 0, null);
    private Task? _loop;

    /// <summary>Where the engine stands now.</summary>
    public EngineStatus Status => _status;

    /// <summary>The process that runs now, or ran last.</summary>
    internal int ProcessId { get; private set; }

    /// <summary>Starts the engine and waits until it answers.</summary>
    /// <returns>The address of its HTTP interface.</returns>
    /// <exception cref="EngineUnavailableException">It cannot be started, or not within <see cref="EngineSupervisorOptions.StartMax"/>.</exception>
    public async Task<Uri> StartAsync(CancellationToken cancellation)
    {
        _loop ??= Task.Run(KeepRunningAsync, CancellationToken.None);
        return await _started.Task.WaitAsync(cancellation);
    }

    /// <summary>Stops the engine: it drains, closes its files and ends; it is killed when it takes longer than its limit.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        if (_loop is not null)
            await _loop;
        _status = _status with { State = EngineState.Stopped };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    private async Task KeepRunningAsync()
    {
        var begun = time.GetTimestamp();
        var port = options.Port;
        while (!_stopping.IsCancellationRequested)
        {
            var start = time.GetTimestamp();
            var (code, reason) = await RunOnceAsync(port);
            port = _status.Endpoint?.Port ?? port;
            if (_stopping.IsCancellationRequested)
                break;

            var neverRan = _status.Endpoint is null;
            if (neverRan && (code == EmbeddedServer.ExitMissing || time.GetElapsedTime(begun) >= options.StartMax))
            {
                _status = new EngineStatus(EngineState.Stopped, null, _status.Restarts, reason);
                _started.TrySetException(new EngineUnavailableException($"The ClickHouse engine does not start ({reason}).", code == EmbeddedServer.ExitMissing));
                return;
            }

            await WaitAsync(reason, _schedule.NextAfter(time.GetElapsedTime(start)), neverRan);
        }

        _started.TrySetCanceled(_stopping.Token);
    }

    private async Task WaitAsync(string reason, TimeSpan delay, bool neverRan)
    {
        _status = _status with { State = neverRan ? EngineState.Starting : EngineState.Restarting, LastError = reason };
        EngineSupervisorLog.Ended(logger, reason, delay);
        try
        {
            await Task.Delay(delay, time, _stopping.Token);
            _status = _status with { Restarts = _status.Restarts + 1 };
        }
        catch (OperationCanceledException)
        {
            // Stopping: the loop sees it.
            return;
        }
    }

    private async Task<(int Code, string Reason)> RunOnceAsync(int port)
    {
        using var process = EngineProcess.Start(options, port, line => EngineSupervisorLog.Line(logger, line));
        ProcessId = process.Id;
        try
        {
            // The line comes after the listener is bound and the engine is open, so the address answers from here on.
            if (await process.Listening.WaitAsync(options.StartMax, time, _stopping.Token) is { } endpoint)
            {
                _status = _status with { State = EngineState.Running, Endpoint = endpoint };
                EngineSupervisorLog.Answers(logger, endpoint, process.Id);
                _started.TrySetResult(endpoint);
                return await WatchAsync(process, endpoint);
            }

            return await process.ExitAsync(_stopping.Token);
        }
        catch (TimeoutException)
        {
            await process.StopAsync(TimeSpan.Zero, time);
            return (0, $"no answer within {options.StartMax}");
        }
        catch (OperationCanceledException)
        {
            if (!await process.StopAsync(options.StopMax, time))
                EngineSupervisorLog.Killed(logger, options.StopMax);
            return (0, "stopped");
        }
    }

    // A process that hangs does not end by itself, and takes no other word than a kill.
    private async Task<(int Code, string Reason)> WatchAsync(EngineProcess process, Uri endpoint)
    {
        using var pulse = new EnginePulse(options, endpoint, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var hangs = pulse.HangsAsync(ended.Token);
        var exit = process.ExitAsync(_stopping.Token);
        var first = await Task.WhenAny(exit, hangs);
        if (first == hangs && !_stopping.IsCancellationRequested)
        {
            process.Kill();
            var (code, reason) = await exit;
            return (code, $"{await hangs}; {reason}");
        }

        await ended.CancelAsync();
        await ((Task)hangs).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await exit;
    }
}
