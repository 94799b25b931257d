using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Ingest.Load.Compare.Servers;

/// <summary>A process of a server: its lines are read, it is ended by its id.</summary>
internal sealed partial class ChildServer : IAsyncDisposable
{
    private const int Terminate = 15;
    private const int LinesMax = 60;

    // Longer than the server's own limit of a stop.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly Queue<string> _last = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<string> _read;
    private readonly string _readyWords;
    private bool _isDisposed;

    private ChildServer(ProcessStartInfo start, string readyWords, Action<string> read)
    {
        (_readyWords, _read) = (readyWords, read);
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new CompareException($"{start.ArgumentList[^1]} ended before it was ready"));
    }

    /// <summary>Process id.</summary>
    public int Id => _process.Id;

    /// <summary>Completes with the line that says it is ready; fails when it ends before.</summary>
    public Task Ready => _ready.Task;

    /// <summary>The last lines that it has printed.</summary>
    public string Last
    {
        get
        {
            lock (_last)
            {
                return string.Join('\n', _last);
            }
        }
    }

    /// <summary>Starts a process.</summary>
    /// <param name="start">Command and environment.</param>
    /// <param name="readyWords">Part of the line that says it is ready.</param>
    /// <param name="read">Told every line.</param>
    public static ChildServer Start(ProcessStartInfo start, string readyWords, Action<string> read)
    {
        (start.UseShellExecute, start.RedirectStandardOutput, start.RedirectStandardError) = (false, true, true);
        var server = new ChildServer(start, readyWords, read);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Asks it to stop, and kills it with its children when it does not within the limit.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (!_process.HasExited && SendSignal(_process.Id, Terminate) == 0)
        {
            await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(StopLimit, TimeProvider.System));
        }

        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_last)
        {
            _last.Enqueue(line);
            if (_last.Count > LinesMax)
            {
                _last.Dequeue();
            }
        }

        _read(line);
        if (line.Contains(_readyWords, StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
