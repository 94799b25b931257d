using Ingest.Core.Batching;
using Ingest.Core.Log;
using Ingest.Core.Sinks;
using Ingest.Settings;

namespace Ingest.Hosting;

/// <summary>
/// Follows <c>sinks.json</c> while the server runs: a sink that was added there begins, one that was removed ends and gives up its place.
/// Every other keeps its place and is not delayed.
/// </summary>
internal sealed partial class SinkFollower(
    string path, IReadOnlyList<ConfiguredSink> configured, Registries registries, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    // A look is one read of a small file, often enough for a person who waits for it.
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<SinkEntry, ClickHouseServer> _servers = [];
    private readonly HashSet<string> _running = [];
    private readonly CancellationTokenSource _stop = new();
    private SinkRoster _roster = null!;
    private Task _following = Task.CompletedTask;
    private byte[]? _bytes;
    private string? _warnedOf;

    /// <summary>Adds the sinks of the start. Done before anything is delivered, so that each holds its place.</summary>
    /// <exception cref="SettingsException">The file is wrong.</exception>
    /// <exception cref="EventLogException">A sink's place in the log is not there.</exception>
    public async Task OpenAsync(SinkRoster roster)
    {
        _roster = roster;
        await ApplyAsync(Read());
        foreach (var name in roster.Unattended)
        {
            LogUnattended(logger, name);
        }
    }

    /// <summary>Starts to follow the file.</summary>
    public void Start() => _following = Task.Run(FollowAsync);

    /// <summary>Ends the following; the sinks go on.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _following;
    }

    /// <summary>Closes the connections. The sinks' workers have been stopped before.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
        }

        _stop.Dispose();
    }

    private async Task FollowAsync()
    {
        using var ticks = new PeriodicTimer(PollInterval, time);
        while (await NextAsync(ticks))
        {
            try
            {
                await ApplyAsync(Read());
                _warnedOf = null;
            }
            catch (Exception fault) when (fault is SettingsException or EventLogException or IOException or UnauthorizedAccessException)
            {
                // Once for each fault, not at each look; the file is looked at again.
                _bytes = null;
                if (fault.Message != _warnedOf)
                {
                    LogNotApplied(logger, fault.Message);
                    _warnedOf = fault.Message;
                }
            }
        }
    }

    private async Task<bool> NextAsync(PeriodicTimer ticks)
    {
        try
        {
            return await ticks.WaitForNextTickAsync(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // Null: nothing has changed since the last look.
    private SinkFile? Read()
    {
        var bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        if (_bytes is not null && bytes.AsSpan().SequenceEqual(_bytes))
        {
            return null;
        }

        var file = SinkFile.Parse(path, bytes);
        _bytes = bytes;
        return file;
    }

    private async Task ApplyAsync(SinkFile? file)
    {
        if (file is null)
        {
            return;
        }

        foreach (var entry in _servers.Keys.Except(file.Sinks).ToArray())
        {
            await EndAsync(entry);
        }

        foreach (var name in file.Removed)
        {
            _running.Remove(name);
            await _roster.RemoveAsync(name);
        }

        foreach (var (sink, batching) in configured.Where(sink => !file.Removed.Contains(sink.Sink.Name) && !_running.Contains(sink.Sink.Name)))
        {
            _roster.Add(sink, own: batching);
            _running.Add(sink.Name);
        }

        foreach (var entry in file.Sinks.Except(_servers.Keys).ToArray())
        {
            await BeginAsync(entry);
        }
    }

    private async Task BeginAsync(SinkEntry entry)
    {
        var server = new ClickHouseServer(entry.Name, entry.ToOptions(), registries, time, logger);
        try
        {
            _roster.Add(server.Sink, entry.SkipsBacklog);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        server.Start();
        _servers[entry] = server;
        LogBegun(logger, entry.Name, entry.Endpoint);
    }

    private async Task EndAsync(SinkEntry entry)
    {
        await _roster.StopAsync(entry.Name);
        await _servers[entry].DisposeAsync();
        _servers.Remove(entry);
        LogEnded(logger, entry.Name);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Sink {Sink} at {Endpoint} takes part from now on")]
    private static partial void LogBegun(ILogger logger, string sink, Uri endpoint);

    [LoggerMessage(Level = LogLevel.Information, Message = "Sink {Sink} has ended")]
    private static partial void LogEnded(ILogger logger, string sink);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cursor {Sink} holds the log back, but no sink of its name is configured. If it is not to come back: ingest sink remove {Sink}")]
    private static partial void LogUnattended(ILogger logger, string sink);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sinks were not changed: {Fault}")]
    private static partial void LogNotApplied(ILogger logger, string fault);
}
