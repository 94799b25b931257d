using System.Globalization;
using Ingest.Core.Registry;
using Ingest.Core.Sites;
using Ingest.Settings;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Commands.Doctor;

/// <summary>Whether there is a site whose events are taken.</summary>
internal static class SiteExamination
{
    private const string Check = "sites";

    /// <summary>Reads the site file, or the copy of what lies in a database.</summary>
    public static async Task<IReadOnlyList<Finding>> LookAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        // A first look into a database takes the file's sites over: what the server has read last lies in its copy.
        var place = deployment.Settings.Sites.IsSet ? RegistryStores.CopyOf<Site>(deployment.DataPath) : RegistryStores.FileOf<Site>(deployment.DataPath);
        var sites = (await SiteDirectory.OpenAsync(new DocumentFile(place, deployment.Time), deployment.Time, NullLogger.Instance, cancellationToken)).Current;
        return
        [
            sites.InForce.Count > 0 ? Finding.Ok(Check, string.Create(CultureInfo.InvariantCulture, $"{sites.InForce.Count:N0} registered"))
                : sites.All.Count == 0 ? Finding.Ok(Check, "none yet: the first start makes one")
                : Finding.Warning(Check, "every site is deleted, so that every event is refused", "'ingest site add', or 'ingest site restore'; 'ingest site list --all' has them."),
        ];
    }
}
