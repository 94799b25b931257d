using System.Runtime.InteropServices;

namespace Ingest.Core.Registry;

/// <summary>What tells one state of the file of a document from another without reading it.</summary>
/// <param name="Exists">True when there is a file.</param>
/// <param name="WrittenAt">Time of the last write.</param>
/// <param name="CreatedAt">Time the file was made: a file renamed into place has its own.</param>
/// <param name="Length">Length in bytes.</param>
/// <param name="IsSettled">
/// True when the last write is old. File times are as coarse as 10 ms, and 2 s on some file systems: a file read right after a write
/// may be written again with the same times and length, so it is read until it has settled.
/// </param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DocumentStamp(bool Exists, DateTime WrittenAt, DateTime CreatedAt, long Length, bool IsSettled)
{
    private static readonly TimeSpan SettledAfter = TimeSpan.FromSeconds(2);

    /// <summary>Looks at the file.</summary>
    public static DocumentStamp Of(string path, TimeProvider time)
    {
        var file = new FileInfo(path);
        return file.Exists
            ? new DocumentStamp(
                Exists: true,
                file.LastWriteTimeUtc,
                file.CreationTimeUtc,
                file.Length,
                time.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc > SettledAfter)
            : default;
    }
}
