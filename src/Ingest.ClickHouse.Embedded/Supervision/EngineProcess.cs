using System.Diagnostics;
using System.Globalization;
using Ingest.Core.Threads;

namespace Ingest.ClickHouse.Embedded.Supervision;

/// <summary>One run of the engine's process. It ends when its standard input does, so it cannot outlive this one, however this one ends.</summary>
internal sealed class EngineProcess : IDisposable
{
    private const int ErrorLinesMax = 20;

    private readonly Process _process;
    private readonly Action<string> _log;
    private readonly Queue<string> _errors = new();
    private readonly TaskCompletionSource<Uri?> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _output;
    private readonly Task _error;

    private EngineProcess(Process process, Action<string> log)
    {
        _process = process;
        _log = log;
        _output = ReadOutputAsync();
        _error = ReadErrorAsync();
    }

    public int Id => _process.Id;

    /// <summary>The address once it listens; null when it ended before.</summary>
    public Task<Uri?> Listening => _listening.Task;

    public static EngineProcess Start(EngineSupervisorOptions options, int port, Action<string> log)
    {
        var command = options.Command.Count > 0 ? options.Command : Self();
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        string[] arguments =
        [
            .. command.Skip(1), "clickhouse", "--path", options.Path, "--port", port.ToString(CultureInfo.InvariantCulture),
            "--memory", options.MemoryBytesMax.ToString(CultureInfo.InvariantCulture), "--exit-with-input", .. options.Arguments,
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        // A query would hold the thread that all connections of the engine wait for.
        start.Environment.Remove(SocketThreads.Setting);
        return new EngineProcess(Process.Start(start)!, log);
    }

    /// <returns>Why it ended: the exit code and the last lines of its standard error.</returns>
    public async Task<(int Code, string Reason)> ExitAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        await Task.WhenAll(_output, _error);
        lock (_errors)
            return (_process.ExitCode, $"exit code {_process.ExitCode}{(_errors.Count == 0 ? "" : ": ")}{string.Join(" | ", _errors)}");
    }

    /// <summary>Asks it to end, and kills it when it has not within the limit.</summary>
    public async Task<bool> StopAsync(TimeSpan limit, TimeProvider time)
    {
        _process.StandardInput.Close();
        using var late = new CancellationTokenSource(limit, time);
        try
        {
            await _process.WaitForExitAsync(late.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
            return false;
        }
    }

    /// <summary>Kills it; <see cref="ExitAsync"/> tells when it is gone.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    // `dotnet ingest.dll` runs under the host `dotnet`; the published binary is its own.
    private static string[] Self()
    {
        var path = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(path) == "dotnet" ? [path, Environment.GetCommandLineArgs()[0]] : [path];
    }

    private async Task ReadOutputAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _log(line);
            if (line.StartsWith(EmbeddedServer.ListeningPrefix, StringComparison.Ordinal))
                _listening.TrySetResult(new Uri(line[EmbeddedServer.ListeningPrefix.Length..]));
        }

        _listening.TrySetResult(null);
    }

    private async Task ReadErrorAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _log(line);
            lock (_errors)
            {
                _errors.Enqueue(line);
                if (_errors.Count > ErrorLinesMax)
                    _errors.Dequeue();
            }
        }
    }
}
