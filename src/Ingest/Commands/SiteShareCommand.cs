using System.CommandLine;
using Ingest.Core.Keys;
using Ingest.Core.Sites;
using Ingest.Endpoints.Admin;
using Spectre.Console;

namespace Ingest.Commands;

/// <summary><c>ingest site share|shares SITE</c>: links by which others read a site's figures. 'ingest key revoke' takes them back.</summary>
internal static class SiteShareCommand
{
    /// <summary>The command that makes one.</summary>
    public static Command CreateShare()
    {
        var site = SiteArgument.Create();
        var name = new Option<string?>("--name") { Description = "Name for people (default: that of the site)" };
        var address = BaseOption.Create();
        var data = DataOption.Create();
        var command = new Command("share", """
            Make a link that shows a website's figures to whoever has it, and print it, once. It reads that site alone, and works until its key is revoked.

            Examples:
              ingest site share "My shop" --name "For the board" --base https://stats.example.com
              ingest key revoke "share: For the board"
            """)
        {
            site, name, address, data,
        };
        command.SetAction((parsed, cancellation) => UseAsync(
            parsed.GetValue(data)!,
            async (sites, keys) =>
            {
                var shared = SiteArgument.Find(sites.Current.InForce, parsed.GetValue(site)!, sites.Where);
                var (key, text) = await ShareKey.CreateAsync(keys, shared, parsed.GetValue(name), cancellation);
                Console.WriteLine(BaseOption.UrlOf(ShareLink.PathOf(text), parsed.GetValue(address), parsed.GetValue(data)!));
                await Console.Error.WriteLineAsync($"Keep it now: it is not shown again. Whoever has it can read this site's figures until 'ingest key revoke {key.Id}'.");
            },
            cancellation));
        return command;
    }

    /// <summary>The command that lists them.</summary>
    public static Command CreateList()
    {
        var site = SiteArgument.Create();
        var all = new Option<bool>("--all") { Description = "Those revoked too" };
        var data = DataOption.Create();
        var command = new Command("shares", """
            List the links that show a website's figures, never the links themselves. 'ingest key revoke ID' takes one back.

            Example:
              ingest site shares "My shop"
            """)
        {
            site, all, data,
        };
        command.SetAction((parsed, cancellation) => UseAsync(
            parsed.GetValue(data)!,
            (sites, keys) =>
            {
                var shared = SiteArgument.Find(sites.Current.All, parsed.GetValue(site)!, sites.Where);
                var among = parsed.GetValue(all) ? keys.Current.All : keys.Current.InForce;
                PlainConsole.Prepare();
                AnsiConsole.Write(Table(among.Where(key => ShareKey.IsOf(shared.Id, key))));
                return Task.CompletedTask;
            },
            cancellation));
        return command;
    }

    private static Task<int> UseAsync(string dataPath, Func<SiteDirectory, ApiKeyDirectory, Task> work, CancellationToken cancellation) =>
        CommandFailure.GuardAsync(() => RegistryCommand.UseAsync(dataPath, async (registries, logger) =>
        {
            var sites = await registries.OpenSitesAsync(keepsCopy: false, logger, cancellation);
            await work(sites, await registries.OpenKeysAsync(keepsCopy: false, logger, cancellation));
            return 0;
        }));

    // Ids are copied from here: they are never broken into lines.
    private static Table Table(IEnumerable<ApiKey> shares)
    {
        var table = new Table().RoundedBorder().AddColumn("id", column => column.NoWrap()).AddColumns("name", "created", "revoked");
        foreach (var share in shares)
        {
            string[] cells = [$"{share.Id}", ShareKey.NameOf(share), $"{share.CreatedAt:yyyy-MM-dd}", $"{share.DeletedAt:yyyy-MM-dd}"];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        return table;
    }
}
