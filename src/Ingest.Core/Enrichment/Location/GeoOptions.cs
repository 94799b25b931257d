
namespace Ingest.Core.Enrichment.Location;

/// <summary>Where the location of a client comes from. Section <c>Geo</c>.</summary>
public sealed class GeoOptions
{
    /// <summary>
    /// Path of a City database in the MaxMind DB format, such as GeoLite2-City.mmdb. Empty by default: location then comes from the headers of a
    /// CDN only. The file may be replaced while the server runs, and may be absent.
    /// </summary>
    public string DatabasePath { get; set; } = "";

    /// <summary>How often the file is looked at for a change. Default 5 seconds: two file attributes cost nothing, and nobody waits for more.</summary>
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Ignores the location headers of CDNs. Default false. For servers that clients reach without a CDN, who could then say anything.</summary>
    public bool SkipLocationHeaders { get; set; }

    /// <summary>What is wrong with the settings, each fault with its remedy; empty when nothing is. A missing file is no fault.</summary>
    public IEnumerable<string> Validate()
    {
        if (ReloadInterval < TimeSpan.FromMilliseconds(100) || ReloadInterval > TimeSpan.FromDays(1))
        {
            yield return $"Geo:ReloadInterval is {ReloadInterval}: set it between 00:00:00.1 and 1.00:00:00.";
        }
    }
}
