using System.Buffers;
using Ingest.Core.Files;
using Ingest.Core.Log;

namespace Ingest.Core.Batching;

/// <summary>The cursors of all sinks, one file each, and the log's truncation, which the slowest of them holds back.</summary>
/// <remarks>
/// Thread-safe. A cursor on disk holds the log back whether or not its sink runs: a sink that is missing from today's configuration finds
/// its place when it comes back. Only <see cref="Remove"/> gives a place up.
/// </remarks>
public sealed class SinkCursors
{
    private const string Ending = ".cursor";

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _addresses = [];
    private readonly HashSet<string> _open = [];
    private readonly IEventLog _log;
    private readonly string _folder;
    private long _held = long.MaxValue;

    /// <summary>Keeps the cursor files in a folder, which is created.</summary>
    public SinkCursors(IEventLog log, string folder)
    {
        (_log, _folder) = (log, folder);
        Directory.CreateDirectory(folder);
        foreach (var path in Directory.GetFiles(folder, "*" + Ending))
        {
            _addresses[Path.GetFileNameWithoutExtension(path)] = HeldBy(new CursorFile(path));
        }
    }

    /// <summary>Names of the cursors that hold the log back although nothing reads from them.</summary>
    public IReadOnlyList<string> Unattended
    {
        get
        {
            lock (_lock)
            {
                return [.. _addresses.Keys.Where(name => !_open.Contains(name)).Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>True when the name can be a sink's: of a-z, 0-9 and hyphens.</summary>
    public static bool IsName(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(NameCharacters);

    /// <summary>Opens a sink's cursor and holds the log back at it. Without a file the sink stands at the log's beginning.</summary>
    /// <exception cref="EventLogException">The file is damaged, or belongs to another log.</exception>
    /// <exception cref="ArgumentException">The name cannot be a file's, or is taken.</exception>
    internal (CursorFile File, SinkCursor Cursor) Open(string sink)
    {
        if (!IsName(sink))
        {
            throw new ArgumentException($"The sink name \"{sink}\" must be of a-z, 0-9 and hyphens.", nameof(sink));
        }

        lock (_lock)
        {
            if (_open.Contains(sink))
            {
                throw new ArgumentException($"There are two sinks of the name \"{sink}\".", nameof(sink));
            }

            var file = FileOf(sink);
            var cursor = file.Load() ?? new SinkCursor(_log.LogId, Address: 0, PendingEnd: 0);
            file.RequireLog(cursor, _log.LogId);
            _open.Add(sink);
            _addresses[sink] = cursor.Address;
            return (file, cursor);
        }
    }

    /// <summary>Notes that a sink's worker has ended; its place in the log is kept.</summary>
    internal void Close(string sink)
    {
        lock (_lock)
        {
            _open.Remove(sink);
        }
    }

    /// <summary>Notes that a sink's cursor is on disk at this address, and truncates the log up to the slowest sink.</summary>
    internal void Advance(string sink, long address)
    {
        lock (_lock)
        {
            _addresses[sink] = address;
            Truncate();
        }
    }

    /// <summary>Holds the log back at an address for a reader that is no sink: where the event ids that are kept on disk end.</summary>
    internal void Hold(long address)
    {
        lock (_lock)
        {
            _held = address;
            Truncate();
        }
    }

    /// <summary>Gives a sink that is new to this log the newest committed address as its place. A sink that has a place keeps it.</summary>
    /// <exception cref="IOException">The disk failed or is full.</exception>
    internal void SkipToEnd(string sink)
    {
        lock (_lock)
        {
            if (!_addresses.ContainsKey(sink))
            {
                var address = _log.CommittedUntilAddress;
                FileOf(sink).Save(new SinkCursor(_log.LogId, address, PendingEnd: 0));
                _addresses[sink] = address;
            }
        }
    }

    /// <summary>Gives up a sink's place for good, and with it what it alone held back. Nothing happens when it has none.</summary>
    /// <exception cref="InvalidOperationException">The sink is running.</exception>
    /// <exception cref="IOException">The disk failed: the place may come back at the next start.</exception>
    internal void Remove(string sink)
    {
        lock (_lock)
        {
            if (_open.Contains(sink))
            {
                throw new InvalidOperationException($"The sink \"{sink}\" is running.");
            }

            if (!_addresses.Remove(sink))
            {
                return;
            }

            File.Delete(PathOf(sink));
            AtomicFile.FlushFolder(_folder);
            Truncate();
        }
    }

    // With no sink at all the log is kept for the next one.
    private void Truncate()
    {
        if (_addresses.Count > 0)
        {
            _log.Truncate(Math.Min(_held, _addresses.Values.Min()));
        }
    }

    // What cannot be read holds everything: opening it says what is wrong.
    private long HeldBy(CursorFile file)
    {
        try
        {
            return file.Load() is { } cursor && cursor.LogId == _log.LogId ? cursor.Address : 0;
        }
        catch (EventLogException)
        {
            return 0;
        }
    }

    private CursorFile FileOf(string sink) => new(PathOf(sink));

    private string PathOf(string sink) => Path.Combine(_folder, sink + Ending);
}
