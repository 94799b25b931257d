using Microsoft.Extensions.Logging;

namespace Ingest.Core.Enrichment.Location;

/// <summary>The database file: loaded at start, and again whenever it is replaced. Readers take <see cref="Current"/> once for each look-up.</summary>
/// <remarks>
/// A file that is missing or cannot be read is one warning. What was loaded before stays in use, so a bad update costs no locations; without
/// anything before there are none.
/// </remarks>
public sealed class GeoDatabase : IDisposable
{
    // Far above the largest City database (130 MB), and below what an offset of a reader can reach.
    private const long FileBytesMax = 1L << 30;

    private readonly string _path;
    private readonly ILogger _logger;
    private readonly ITimer? _timer;
    private MmdbReader? _current;

    // Touched by one poll at a time: the constructor's, then the one that holds _isPolling.
    private FileState? _seen;
    private bool _isPolling;

    /// <summary>Loads the database and begins to watch the file.</summary>
    public GeoDatabase(GeoOptions options, TimeProvider time, ILogger<GeoDatabase> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        (_path, _logger) = (options.DatabasePath, logger);
        if (_path.Length > 0)
        {
            Poll();
            _timer = time.CreateTimer(_ => Poll(), state: null, options.ReloadInterval, options.ReloadInterval);
        }
    }

    /// <summary>The database to look up in; null while none could be loaded.</summary>
    public MmdbReader? Current => Volatile.Read(ref _current);

    /// <summary>Stops watching the file.</summary>
    public void Dispose() => _timer?.Dispose();

    private void Poll()
    {
        // A load that takes longer than the interval must not be joined by a second.
        if (Interlocked.Exchange(ref _isPolling, true))
        {
            return;
        }

        try
        {
            var state = FileState.Of(_path);
            if (state != _seen)
            {
                Load(state);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            WarnOnce(FileState.Unreadable, e.Message);
        }
        finally
        {
            Volatile.Write(ref _isPolling, false);
        }
    }

    private void Load(FileState state)
    {
        if (state == FileState.Missing)
        {
            WarnOnce(state, "it does not exist");
            return;
        }

        if (state.Bytes > FileBytesMax)
        {
            WarnOnce(state, $"it has {state.Bytes} bytes, and {FileBytesMax} are the limit");
            return;
        }

        var bytes = File.ReadAllBytes(_path);
        if (FileState.Of(_path) != state)
        {
            // It is being written: the next poll finds it as it is then.
            return;
        }

        if (!MmdbReader.TryOpen(bytes, out var reader, out var fault))
        {
            WarnOnce(state, fault);
            return;
        }

        Volatile.Write(ref _current, reader);
        _seen = state;
        GeoDatabaseLog.Loaded(_logger, _path, reader!.Metadata.NodeCount, reader.Metadata.BuiltAt);
    }

    private void WarnOnce(FileState state, string fault)
    {
        if (_seen == state)
        {
            return;
        }

        _seen = state;
        GeoDatabaseLog.NotLoaded(_logger, _path, fault, Current is null ? "events have no location from it" : "the former one stays in use");
    }

    /// <summary>What tells one version of the file from another.</summary>
    private readonly record struct FileState(DateTime WrittenAt, long Bytes)
    {
        public static FileState Missing => new(default, -1);

        public static FileState Unreadable => new(default, -2);

        public static FileState Of(string path)
        {
            var file = new FileInfo(path);
            return file.Exists ? new FileState(file.LastWriteTimeUtc, file.Length) : Missing;
        }
    }
}
