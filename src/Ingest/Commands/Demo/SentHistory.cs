using System.Text.Json;
using Ingest.Core.Files;
using Ingest.Demo;

namespace Ingest.Commands.Demo;

/// <summary>
/// Which visits earlier runs have sent, in <c>demo.json</c> of the data folder: they are not sent again. It saves time and counts of duplicates alone;
/// without the file the server knows them by their event ids.
/// </summary>
/// <param name="Seed">The seed they were made of.</param>
/// <param name="VisitsPerDay">How many there are.</param>
/// <param name="Sites">The ids that their sites had.</param>
/// <param name="From">Those that began then or later are sent.</param>
/// <param name="Until">Those that had ended before are.</param>
internal sealed record SentHistory(ulong Seed, int VisitsPerDay, IReadOnlyList<Guid> Sites, DateTimeOffset From, DateTimeOffset Until)
{
    private const string FileName = "demo.json";

    /// <summary>Reads the file; null when there is none, or none that can be read.</summary>
    public static SentHistory? Read(string dataPath)
    {
        var file = Path.Combine(dataPath, FileName);
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<SentHistory>(File.ReadAllText(file)) : null;
        }
        catch (JsonException)
        {
            // Nothing depends on it: all is sent again, and recognised.
            return null;
        }
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    public void Write(string dataPath) => AtomicFile.Write(Path.Combine(dataPath, FileName), JsonSerializer.SerializeToUtf8Bytes(this));

    /// <summary>True when the visit is one of those that were sent.</summary>
    public bool Has(Visit visit) => visit.StartsAt >= From && visit.EndsAt < Until;

    /// <summary>True when the other history is of the same visits, in another time.</summary>
    public bool IsOfSame(SentHistory other) => Seed == other.Seed && VisitsPerDay == other.VisitsPerDay && Sites.SequenceEqual(other.Sites);

    /// <summary>This history together with an earlier one. One that ended before this begins is given up: between them visits are missing.</summary>
    public SentHistory With(SentHistory earlier) => earlier.Until < From ? this : this with
    {
        From = earlier.From < From ? earlier.From : From,
        Until = earlier.Until > Until ? earlier.Until : Until,
    };
}
