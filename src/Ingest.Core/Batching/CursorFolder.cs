using Ingest.Core.Log;

namespace Ingest.Core.Batching;

/// <summary>Where a sink stands, as its cursor file says.</summary>
/// <param name="Sink">Name of the sink.</param>
/// <param name="LogId">The log that the addresses belong to.</param>
/// <param name="Address">Everything before it is in the sink.</param>
/// <param name="PendingEnd">End of the range from there that may have been sent; 0 for none.</param>
/// <param name="Fault">Why the file cannot be read, and then nothing else holds; null when it can.</param>
public sealed record SinkPosition(string Sink, Guid LogId, long Address, long PendingEnd, string? Fault)
{
    /// <summary>The furthest address of this cursor.</summary>
    public long Furthest => Math.Max(Address, PendingEnd);
}

/// <summary>The cursor files of a server that is stopped, for the log's tools.</summary>
public static class CursorFolder
{
    private const string Ending = ".cursor";

    /// <summary>All cursors, by name. A file that cannot be read is one with a fault.</summary>
    public static IReadOnlyList<SinkPosition> Read(string folder) =>
        Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*" + Ending).Order(StringComparer.Ordinal).Select(ReadFile)] : [];

    /// <summary>Moves a sink to another address of the log, with no range pending.</summary>
    /// <exception cref="IOException">The disk failed or is full.</exception>
    public static void Move(string folder, SinkPosition position, long address) =>
        new CursorFile(Path.Combine(folder, position.Sink + Ending)).Save(new SinkCursor(position.LogId, address, PendingEnd: 0));

    private static SinkPosition ReadFile(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        try
        {
            var cursor = new CursorFile(path).Load() ?? default;
            return new SinkPosition(name, cursor.LogId, cursor.Address, cursor.PendingEnd, Fault: null);
        }
        catch (EventLogException fault)
        {
            return new SinkPosition(name, default, 0, 0, fault.Message);
        }
    }
}
