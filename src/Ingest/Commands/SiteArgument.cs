using System.CommandLine;
using Ingest.Core.Sites;

namespace Ingest.Commands;

/// <summary>The <c>SITE</c> of a command: id or name of a registered site.</summary>
internal static class SiteArgument
{
    /// <summary>The argument.</summary>
    public static Argument<string> Create() => new("site") { Description = "Id or name of a registered site" };

    /// <summary>Does something with the sites of a data folder, which lie where its settings say.</summary>
    public static Task<T> UseAsync<T>(string dataPath, Func<SiteDirectory, Task<T>> work, CancellationToken cancellationToken) => RegistryCommand.UseAsync(
        dataPath,
        async (registries, logger) => await work(await registries.OpenSitesAsync(keepsCopy: false, logger, cancellationToken)));

    /// <summary>Finds the one site that is meant.</summary>
    /// <exception cref="CommandException">There is none, or more than one.</exception>
    public static Site Find(IReadOnlyList<Site> sites, string text, string where)
    {
        var found = sites.Where(site => Guid.TryParse(text, out var id) ? site.Id == id : site.Name.Equals(text, StringComparison.OrdinalIgnoreCase)).ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw new CommandException(
                $"No site '{text}' is registered in {where}, so its events are dropped as unknown-site: see 'ingest site list --all', or register it with 'ingest site add'"),
            _ => throw new CommandException($"{found.Count} sites have the name '{text}': give the id, see 'ingest site list --all'"),
        };
    }
}
