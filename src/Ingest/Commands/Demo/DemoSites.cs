using Ingest.Core.Keys;
using Ingest.Core.Sites;
using Ingest.Demo;

namespace Ingest.Commands.Demo;

/// <summary>Registers what a demonstration needs.</summary>
internal static class DemoSites
{
    private const string KeyName = "demo dashboard";

    /// <summary>The sites by their names; those that are missing are registered, the shop so that its bots are kept aside.</summary>
    public static async Task<IReadOnlyDictionary<DemoSite, Site>> RegisterAsync(SiteDirectory sites, CancellationToken cancellationToken)
    {
        var registered = new Dictionary<DemoSite, Site>();
        foreach (var demo in DemoSite.All)
        {
            registered[demo] = sites.Current.InForce.FirstOrDefault(site => site.Name == demo.Name) ?? await sites.AddAsync(
                now => new Site(Guid.NewGuid(), demo.Name, [demo.Domain], now)
                {
                    Settings = demo == DemoSite.Shop ? new SiteSettings { Bots = SiteBots.Keep } : SiteSettings.None,
                },
                cancellationToken);
        }

        return registered;
    }

    /// <summary>A key to read every site with, in place of the one that the last run made: keys are kept as hashes, so that the old text is nowhere.</summary>
    public static async Task<string> MakeKeyAsync(ApiKeyDirectory keys, CancellationToken cancellationToken)
    {
        if (keys.Current.InForce.FirstOrDefault(key => key.Name == KeyName) is { } former)
        {
            await keys.DeleteAsync(former.Id, cancellationToken: cancellationToken);
        }

        return (await keys.CreateAsync(KeyName, ["read:*"], cancellationToken)).Text;
    }
}
