using System.Collections.Concurrent;

namespace Ingest.Core.Files;

/// <summary>
/// Stands between the code that must survive a broken disk and the disk: sees every act on the files of one folder, and may record it, delay it
/// or throw in its place. For tests; in production there is none, and each act costs a comparison with null.
/// </summary>
public abstract class FileWatch
{
    private static readonly ConcurrentDictionary<string, FileWatch> Watches = new(StringComparer.Ordinal);

    /// <summary>Called in place of each act; <paramref name="perform"/> does it.</summary>
    public abstract void Run(in FileAct act, Action perform);

    /// <summary>Watches the files of a folder, those of its subfolders not, that are opened from now on until the result is disposed.</summary>
    public static IDisposable Attach(string folder, FileWatch watch)
    {
        var full = Path.GetFullPath(folder);
        return Watches.TryAdd(full, watch) ? new Attachment(full) : throw new InvalidOperationException($"The folder {full} is watched already.");
    }

    /// <summary>The watch of a file's folder; null when there is none.</summary>
    public static FileWatch? Of(string path) => Watches.IsEmpty ? null : OfFolder(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "");

    /// <summary>The watch of a folder; null when there is none.</summary>
    public static FileWatch? OfFolder(string folder) => Watches.IsEmpty ? null : Watches.GetValueOrDefault(Path.GetFullPath(folder));

    /// <summary>Does an act through the watch of its folder, when there is one.</summary>
    public static void Perform(in FileAct act, Action perform)
    {
        if (Of(act.Path) is { } watch)
        {
            watch.Run(act, perform);
        }
        else
        {
            perform();
        }
    }

    private sealed record Attachment(string Folder) : IDisposable
    {
        public void Dispose() => Watches.TryRemove(Folder, out _);
    }
}
