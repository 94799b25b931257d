using System.IO.Compression;

namespace Ingest.Commands.Report;

/// <summary>A file that is there as a whole or not at all: it is written under a temporary name beside its own.</summary>
internal static class OutputFile
{
    /// <summary>Writes it; the work is given the stream. What was begun is removed when the work fails or is stopped.</summary>
    /// <param name="path">The file; compressed by gzip when it ends in <c>.gz</c>.</param>
    /// <param name="replaces">True when one that is there may be replaced.</param>
    /// <param name="work">Writes the content.</param>
    /// <returns>Bytes of the file.</returns>
    /// <exception cref="CommandException">There is such a file, or no such folder.</exception>
    public static async Task<long> WriteAsync(string path, bool replaces, Func<Stream, Task> work)
    {
        var full = Path.GetFullPath(path);
        Check(full, replaces);
        var temporary = $"{full}.{Guid.NewGuid():N}.tmp";
        try
        {
            long bytes;
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await WriteAsync(file, ReportFormat.IsCompressed(full), work);
                file.Flush(flushToDisk: true);
                bytes = file.Length;
            }

            File.Move(temporary, full, replaces);
            return bytes;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Refuses what cannot be written, before anything is asked.</summary>
    /// <exception cref="CommandException">There is such a file, or no such folder.</exception>
    public static void Check(string path, bool replaces)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full) || full.StartsWith("/dev/", StringComparison.Ordinal))
        {
            throw new CommandException($"{path} is no file: name one, or redirect what is printed without --output");
        }

        if (File.Exists(full) && !replaces)
        {
            throw new CommandException($"{path} is there already: give --force to replace it, or another name");
        }

        if (!Directory.Exists(Path.GetDirectoryName(full)))
        {
            throw new CommandException($"There is no folder {Path.GetDirectoryName(full)}: make it first");
        }
    }

    private static async Task WriteAsync(FileStream file, bool isCompressed, Func<Stream, Task> work)
    {
        if (!isCompressed)
        {
            await work(file);
            return;
        }

        await using var gzip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true);
        await work(gzip);
    }
}
