using System.Globalization;
using Ingest.Core.Enrichment.Location;

namespace Ingest.Commands.Doctor;

/// <summary>Whether the location database is there, can be read, and is not stale.</summary>
internal static class GeoExamination
{
    private const string Check = "locations";

    // A new one appears twice a week; in two months some percent of the addresses have moved.
    private const int DaysMax = 60;

    /// <summary>Reads it as the server does.</summary>
    public static async Task<IReadOnlyList<Finding>> LookAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        var path = deployment.Settings.Geo.DatabasePath;
        if (path.Length == 0)
        {
            return [Finding.Ok(Check, deployment.Settings.Geo.SkipLocationHeaders ? "none: no database, and the headers of a CDN are not believed" : "from the headers of a CDN alone, if there is one; Geo:DatabasePath names a database")];
        }

        if (!File.Exists(path))
        {
            return [Finding.Fault(Check, $"{Path.GetFullPath(path)} does not exist", "Put a MaxMind City database (MMDB) there, or correct Geo:DatabasePath: events have no location meanwhile. It is picked up without a restart.")];
        }

        if (!MmdbReader.TryOpen(await File.ReadAllBytesAsync(path, cancellationToken), out var reader, out var fault))
        {
            return [Finding.Fault(Check, $"{path} cannot be used: {fault}", "Download it again: events have no location meanwhile, or those of the file before. It is picked up without a restart.")];
        }

        var days = (deployment.Time.GetUtcNow() - reader!.Metadata.BuiltAt).TotalDays;
        var measured = string.Create(CultureInfo.InvariantCulture, $"{path}, of {reader.Metadata.BuiltAt:yyyy-MM-dd}, {days:0} days old");
        return [days > DaysMax ? Finding.Warning(Check, measured, "Replace it by a new one, best by a timer (geoipupdate does it): addresses move. No restart is needed.") : Finding.Ok(Check, measured)];
    }
}
