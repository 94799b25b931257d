using System.Globalization;
using System.Text;
using Ingest.Core.Files;
using Ingest.Core.Log;

namespace Ingest.Log.Faster;

/// <summary>What is fixed when a log is made, kept in the file <c>log.id</c>.</summary>
/// <param name="Id">Identity of the log.</param>
/// <param name="PageBytes">Page size: records lie where it puts them, so it cannot change later.</param>
/// <param name="SegmentBytes">Segment size: the names of the files depend on it.</param>
public sealed record LogIdentity(Guid Id, int PageBytes, long SegmentBytes)
{
    private const string CheckLine = "check ";

    /// <summary>Writes the file whole or not at all.</summary>
    internal void Write(string path)
    {
        var body = string.Create(CultureInfo.InvariantCulture, $"id {Id:D}\npage-bytes {PageBytes}\nsegment-bytes {SegmentBytes}\n");
        AtomicFile.Write(path, Encoding.ASCII.GetBytes(body + CheckLine + Checksum(body) + "\n"));
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="EventLogException">It is damaged.</exception>
    internal static LogIdentity Read(string path)
    {
        var text = File.ReadAllText(path);
        var checkAt = text.LastIndexOf(CheckLine, StringComparison.Ordinal);
        var body = text[..Math.Max(checkAt, 0)];
        var lines = body.Split('\n').Select(line => line.Split(' ')).Where(parts => parts.Length == 2).DistinctBy(parts => parts[0]).ToDictionary(parts => parts[0], parts => parts[1]);
        if (checkAt < 0
            || text[(checkAt + CheckLine.Length)..].TrimEnd() != Checksum(body)
            || !Guid.TryParseExact(lines.GetValueOrDefault("id"), "D", out var id)
            || !int.TryParse(lines.GetValueOrDefault("page-bytes"), CultureInfo.InvariantCulture, out var pageBytes)
            || !long.TryParse(lines.GetValueOrDefault("segment-bytes"), CultureInfo.InvariantCulture, out var segmentBytes))
        {
            throw new EventLogException($"The file '{path}' is damaged, so which log this is is not certain. {LogFolder.Remedy}");
        }

        return new LogIdentity(id, pageBytes, segmentBytes);
    }

    private static string Checksum(string body) => Crc32C.Compute(Encoding.ASCII.GetBytes(body)).ToString("x8", CultureInfo.InvariantCulture);
}
