using System.Buffers;
using Ingest.Core.Log;

namespace Ingest.Core.Batching;

/// <summary>The cursors of all sinks, one file each, and the log's truncation, which the slowest of them holds back.</summary>
/// <remarks>Thread-safe. Every sink is opened before any of them moves: a sink that is not open yet holds nothing back.</remarks>
public sealed class SinkCursors
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _addresses = [];
    private readonly IEventLog _log;
    private readonly string _folder;

    /// <summary>Keeps the cursor files in a folder, which is created.</summary>
    public SinkCursors(IEventLog log, string folder)
    {
        (_log, _folder) = (log, folder);
        Directory.CreateDirectory(folder);
    }

    /// <summary>Opens a sink's cursor and holds the log back at it. Without a file the sink stands at the log's beginning.</summary>
    /// <exception cref="EventLogException">The file is damaged, or belongs to another log.</exception>
    /// <exception cref="ArgumentException">The name cannot be a file's, or is taken.</exception>
    internal (CursorFile File, SinkCursor Cursor) Open(string sink)
    {
        if (sink.Length == 0 || sink.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            throw new ArgumentException($"The sink name \"{sink}\" must be of a-z, 0-9 and hyphens.", nameof(sink));
        }

        var file = new CursorFile(Path.Combine(_folder, sink + ".cursor"));
        var cursor = file.Load() ?? new SinkCursor(_log.LogId, Address: 0, PendingEnd: 0);
        file.RequireLog(cursor, _log.LogId);
        lock (_lock)
        {
            return _addresses.TryAdd(sink, cursor.Address)
                ? (file, cursor)
                : throw new ArgumentException($"There are two sinks of the name \"{sink}\".", nameof(sink));
        }
    }

    /// <summary>Gives up a sink's hold on the log when its worker is disposed of.</summary>
    internal void Close(string sink)
    {
        lock (_lock)
        {
            _addresses.Remove(sink);
        }
    }

    /// <summary>Notes that a sink's cursor is on disk at this address, and truncates the log up to the slowest sink.</summary>
    internal void Advance(string sink, long address)
    {
        lock (_lock)
        {
            _addresses[sink] = address;
            _log.Truncate(_addresses.Values.Min());
        }
    }
}
