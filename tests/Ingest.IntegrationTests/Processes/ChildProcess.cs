using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Ingest.IntegrationTests.Processes;

/// <summary>A process that a test has started: what it prints is kept, what is waited for has a limit, and it does not outlive the test.</summary>
internal sealed partial class ChildProcess : IAsyncDisposable
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Pause = 19;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Printed _output = new();
    private readonly Printed _errors = new();
    private bool _isDisposed;

    private ChildProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => _output.Append(line.Data);
        _process.ErrorDataReceived += (_, line) => _errors.Append(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>What it has printed so far.</summary>
    public string Output => _output.ToString();

    /// <summary>What it has printed to its error output so far.</summary>
    public string Errors => _errors.ToString();

    public long WorkingSetBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static ChildProcess Start(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment = null, string? workingFolder = null)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = workingFolder ?? Path.GetTempPath(),
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new ChildProcess(start);
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment = null, string? workingFolder = null, TimeSpan? limit = null)
    {
        await using var process = Start(command, environment, workingFolder);
        process.CloseInput();
        var exitCode = await process.EndAsync(limit);
        return (exitCode, process.Output, process.Errors);
    }

    public static void Signal(int process, int signal)
    {
        // 0 and below would mean every process of the group, this one too.
        Assert.InRange(process, 1, int.MaxValue);
        Assert.Equal(0, SendSignal(process, signal));
    }

    public void Signal(int signal) => Signal(Id, signal);

    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>The first line of the output with these words, once it is printed; fails with all that was printed when it ends or the limit passes before.</summary>
    public async Task<string> LineAsync(string words)
    {
        await Poll.ForAsync(
            () => Task.FromResult((Output, Errors)), printed => _output.Find(words) is not null || _process.HasExited, $"the line '{words}'", Limit);
        if (_output.Find(words) is null)
        {
            // It may have printed the line at its very end.
            await EndAsync();
        }

        return _output.Find(words) ?? throw new InvalidOperationException($"It ended with exit code {_process.ExitCode}:\n{Output}\n{Errors}");
    }

    /// <summary>Waits for its end and for all that it has printed.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync(TimeSpan? limit = null)
    {
        await _process.WaitForExitAsync().WaitAsync(limit ?? Limit);
        return _process.ExitCode;
    }

    /// <summary>Process ids of its children.</summary>
    public IReadOnlyList<int> Children() =>
        [.. Directory.GetDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id != 0 && ParentOf(id) == Id)];

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await EndAsync();
        _process.Dispose();
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

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);

    /// <summary>Whole lines, written by the thread that reads them and read by the test.</summary>
    private sealed class Printed
    {
        private readonly StringBuilder _text = new();

        public void Append(string? line)
        {
            lock (_text)
            {
                _ = line is null ? _text : _text.Append(line).Append('\n');
            }
        }

        public string? Find(string words) => ToString().Split('\n').FirstOrDefault(line => line.Contains(words, StringComparison.Ordinal));

        public override string ToString()
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }
}
