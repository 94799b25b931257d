using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Ingest.Faults.Servers;

/// <summary>A process of the real <c>ingest serve</c>.</summary>
internal sealed class ServerProcess : IDisposable
{
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Pause = 19;

    private readonly Process _process;
    private readonly TaskCompletionSource _paused = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process) => (_process, Id) = (process, process.Id);

    /// <summary>Asked by others too, also while this one is disposed of: it is kept, where the process would refuse.</summary>
    public int Id { get; }

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Completes when a failpoint holds the server.</summary>
    public Task Paused => _paused.Task;

    /// <summary>Starts a server. All it says goes to the record.</summary>
    public static ServerProcess Start(ServerSettings settings, string failpoints, ServerRecord record)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ingest.dll"), "serve", .. settings.Arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = settings.DataPath,
        };
        foreach (var (name, value) in settings.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["INGEST_FAILPOINTS"] = failpoints;
        var process = new Process { StartInfo = start };
        record.Add($"--- start, failpoints '{failpoints}'");
        process.Start();
        var server = new ServerProcess(process);
        process.OutputDataReceived += (_, line) => record.Add(line.Data);
        process.ErrorDataReceived += (_, line) => server.Read(line.Data, record);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return server;
    }

    public void Signal(int signal) => Signal(Id, signal);

    /// <summary>Sends a signal; false when the process is gone.</summary>
    public static bool Signal(int process, int signal) => SendSignal(process, signal) == 0;

    /// <summary>Waits for the end. False: not within the limit.</summary>
    public async Task<bool> EndAsync(TimeSpan limit)
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(limit, TimeProvider.System);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Process id of the engine; 0 while there is none.</summary>
    public int Engine()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && ParentOf(id) == Id)
            {
                return id;
            }
        }

        return 0;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Read(string? line, ServerRecord record)
    {
        record.Add(line);
        if (line is not null && line.StartsWith("failpoint ", StringComparison.Ordinal) && line.Contains(" pause:", StringComparison.Ordinal))
        {
            _paused.TrySetResult();
        }
    }

    private static int ParentOf(int process)
    {
        try
        {
            // The name, in brackets, may hold anything; state and parent follow it.
            var status = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // Processes of others come and go meanwhile.
            return 0;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
