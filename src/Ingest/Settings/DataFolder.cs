using System.Security.Cryptography;
using System.Text;
using Ingest.Core.Files;
using Ingest.Core.Log;

namespace Ingest.Settings;

/// <summary>The data folder: where each part keeps its files, and the lock that makes this process its one owner.</summary>
internal sealed class DataFolder : IDisposable
{
    /// <summary>Permissions of what nobody else may read.</summary>
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerOnly | UnixFileMode.UserExecute;

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>The event log of a data folder.</summary>
    public static string LogPath(string dataPath) => System.IO.Path.Combine(dataPath, "log");

    /// <summary>The lake of a data folder, unless the settings have it elsewhere.</summary>
    public static string LakePath(string dataPath) => System.IO.Path.Combine(dataPath, "lake");

    /// <summary>The sinks that were added or removed by command.</summary>
    public static string SinksFile(string dataPath) => System.IO.Path.Combine(dataPath, "sinks.json");

    /// <summary>The sinks' cursors.</summary>
    public string CursorPath => System.IO.Path.Combine(Path, "cursors");

    /// <summary>The event ids that are remembered.</summary>
    public static string EventIdPath(string dataPath) => System.IO.Path.Combine(dataPath, "event-ids");

    /// <summary>What was set aside of a data folder, docs/operating.md.</summary>
    public static string QuarantinePath(string dataPath) => System.IO.Path.Combine(dataPath, "quarantine");

    /// <summary>The embedded engine's databases: the one folder that its confined process may open.</summary>
    public string EnginePath => System.IO.Path.Combine(Path, "clickhouse");

    /// <summary>Creates the folder if need be and takes its lock.</summary>
    /// <exception cref="EventLogException">Another process owns it.</exception>
    public static DataFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        Create(full);
        try
        {
            return new DataFolder(full, new FileStream(System.IO.Path.Combine(full, "ingest.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException taken)
        {
            throw new EventLogException($"The data folder {full} is in use by another ingest process: stop it, or choose another folder with --data", taken);
        }
    }

    /// <summary>The secret of ids and tokens of a data folder: made once, readable for the owner only.</summary>
    public static string ReadOrCreateSecret(string dataPath)
    {
        Create(dataPath);
        var file = System.IO.Path.Combine(dataPath, "secret");
        if (!File.Exists(file))
        {
            AtomicFile.Write(file, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))), OwnerOnly);
        }

        var secret = File.ReadAllText(file).Trim();
        return secret.Length > 0
            ? secret
            : throw new EventLogException($"{file} is empty: set APP_SECRET, or remove the file to make a new secret (sessions start anew)");
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerFolder);
        }
    }
}
