using System.CommandLine;
using Ingest.Core.Batching;
using Ingest.Core.Log;
using Ingest.Core.Quarantine;
using Ingest.Log.Faster.Inspection;
using Ingest.Settings;

namespace Ingest.Commands;

/// <summary>Which log a command of <c>ingest log</c> works on, and what lies beside it.</summary>
internal sealed class LogTarget
{
    private LogTarget(string dataPath, string logPath) => (DataPath, LogPath) = (Path.GetFullPath(dataPath), Path.GetFullPath(logPath));

    /// <summary>The data folder: cursors and quarantine.</summary>
    public string DataPath { get; }

    /// <summary>The log folder.</summary>
    public string LogPath { get; }

    /// <summary>Folder of the cursor files.</summary>
    public string CursorPath => Path.Combine(DataPath, "cursors");

    /// <summary>The sinks' cursors.</summary>
    public IReadOnlyList<SinkPosition> Cursors => CursorFolder.Read(CursorPath);

    /// <summary>The quarantine.</summary>
    public QuarantineStore Quarantine => new(DataFolder.QuarantinePath(DataPath));

    /// <summary>The two options of every command.</summary>
    public static (Option<string?> Data, Option<string?> Path) CreateOptions() => (
        new Option<string?>("--data") { Description = "Data folder (default ./data, or the folder above --path)", HelpName = "DIR" },
        new Option<string?>("--path") { Description = "Log folder (default Log:Path of the settings, or DATA/log)", HelpName = "DIR" });

    /// <summary>What the options name.</summary>
    public static LogTarget From(ParseResult parsed, (Option<string?> Data, Option<string?> Path) options)
    {
        var path = parsed.GetValue(options.Path);
        var data = parsed.GetValue(options.Data)
            ?? (path is null ? null : Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))));
        var settings = IngestSettings.Configure(data is null ? new Dictionary<string, string?>() : new Dictionary<string, string?> { ["Server:DataPath"] = data });
        data ??= settings["Server:DataPath"] ?? new ServerOptions().DataPath;
        return new LogTarget(data, path ?? (settings["Log:Path"] is { Length: > 0 } named ? named : DataFolder.LogPath(data)));
    }

    /// <summary>Takes the locks of a server, so that none starts meanwhile.</summary>
    /// <exception cref="EventLogException">A server is running, or there is no log.</exception>
    public IDisposable Lock()
    {
        var log = LogFiles.Lock(LogPath);
        try
        {
            return new Locks(DataFolder.Open(DataPath), log);
        }
        catch (EventLogException)
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>Takes the locks if no server has them; null when one is running.</summary>
    public IDisposable? TryLock()
    {
        try
        {
            return Lock();
        }
        catch (EventLogException) when (Directory.Exists(LogPath))
        {
            return null;
        }
    }

    private sealed class Locks(IDisposable data, IDisposable log) : IDisposable
    {
        public void Dispose()
        {
            log.Dispose();
            data.Dispose();
        }
    }
}
