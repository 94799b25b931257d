using Ingest.Core.Keys;
using Ingest.Core.Registry;
using Ingest.Core.Sites;

namespace Ingest.Hosting;

/// <summary>What a server that has never run makes for its operator: a site, so that there is somewhere to send to, and a key for the admin API.</summary>
internal static class FirstStart
{
    /// <summary>Adds a site where there never was one.</summary>
    public static async Task AddSiteAsync(SiteDirectory sites, CancellationToken stop)
    {
        if (sites.Current.All.Count == 0)
        {
            await TryAsync<Site, SiteSnapshot, Site>(sites, () => sites.AddAsync("My site", cancellationToken: stop));
        }
    }

    /// <summary>Makes a key for everything where there never was one, and returns its text; else null.</summary>
    public static async Task<string?> CreateKeyAsync(ApiKeyDirectory keys, CancellationToken stop) =>
        keys.Current.All.Count > 0 ? null : (await TryAsync<ApiKey, ApiKeySnapshot, (ApiKey, string Text)>(keys, () => keys.CreateAsync("first", ["admin"], stop))).Text;

    private static async Task<TResult?> TryAsync<T, TSnapshot, TResult>(RegistryDirectory<T, TSnapshot> directory, Func<Task<TResult>> add)
        where T : class, IRegistryEntry<T>
        where TSnapshot : RegistrySnapshot<T>
    {
        try
        {
            return await add();
        }
        catch (RegistryException fault) when (fault.Fault == RegistryFault.Conflict && directory.Current.All.Count > 0)
        {
            // Another server that shares the registry started at the same moment, and was first.
            return default;
        }
    }
}
