using System.CommandLine;
using Ingest.Core.Keys;
using Ingest.Core.Sites;
using Spectre.Console;

namespace Ingest.Commands;

/// <summary><c>ingest key create|list|revoke</c>: who may use the admin API, beside a running server or without one.</summary>
internal static class KeyCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new("key", "Create, list and revoke API keys; a running server sees a change within a second.")
    {
        CreateCreate(), CreateList(), CreateRevoke(),
    };

    private static Command CreateCreate()
    {
        var name = new Option<string>("--name") { Description = "Name for people: the server's log says who changed what", Required = true };
        var scopes = new Option<string[]>("--scope")
        {
            Description = "What it may do: admin, read:SITE, send:SITE (id or name of a site, * for all); may be repeated",
            HelpName = "SCOPE",
            Required = true,
        };
        var data = DataOption.Create();
        var command = new Command("create", """
            Make an API key and print it, once: only its hash is kept.

            Examples:
              ingest key create --name laptop --scope admin
              ingest key create --name reports --scope read:*
              ingest key create --name shop-backend --scope "send:My shop"
            """)
        {
            name, scopes, data,
        };
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(async () =>
        {
            var folder = parsed.GetValue(data)!;
            Directory.CreateDirectory(folder);
            Console.WriteLine(await RegistryCommand.UseAsync(folder, async (registries, logger) =>
            {
                var sites = await registries.OpenSitesAsync(keepsCopy: false, logger, cancellation);
                var keys = await registries.OpenKeysAsync(keepsCopy: false, logger, cancellation);
                var (_, text) = await keys.CreateAsync(parsed.GetValue(name)!, parsed.GetValue(scopes)!.Select(scope => WithId(scope, sites)), cancellation);
                return text;
            }));
            await Console.Error.WriteLineAsync("Keep it now: it is not shown again. Send it as 'Authorization: Bearer KEY'.");
            return 0;
        }));
        return command;
    }

    private static Command CreateList()
    {
        var all = new Option<bool>("--all") { Description = "Those revoked too" };
        var data = DataOption.Create();
        var command = new Command("list", "List the API keys: names and scopes, never the keys themselves.") { all, data };
        command.SetAction((parsed, cancellation) => UseAsync(parsed.GetValue(data)!, directory =>
        {
            var keys = directory.Current;
            var table = new Table().RoundedBorder().AddColumn("name").AddColumn("scopes", column => column.NoWrap()).AddColumns("created", "revoked");
            foreach (var key in parsed.GetValue(all) ? keys.All : keys.InForce)
            {
                string[] cells = [key.Name, string.Join('\n', key.Scopes), $"{key.CreatedAt:yyyy-MM-dd}", $"{key.DeletedAt:yyyy-MM-dd}"];
                table.AddRow([.. cells.Select(Markup.Escape)]);
            }

            AnsiConsole.Write(table);
            return Task.FromResult(0);
        }, cancellation));
        return command;
    }

    private static Command CreateRevoke()
    {
        var key = new Argument<string>("key") { Description = "Id or name of the key" };
        var data = DataOption.Create();
        var command = new Command("revoke", """
            Take a key's rights away, for good.

            Example:
              ingest key revoke laptop
            """)
        {
            key, data,
        };
        command.SetAction((parsed, cancellation) => UseAsync(parsed.GetValue(data)!, async keys =>
        {
            var revoked = await keys.DeleteAsync(Find(keys.Current.InForce, parsed.GetValue(key)!).Id, cancellationToken: cancellation);
            Console.WriteLine($"The key {revoked.Name} is revoked.");
            return 0;
        }, cancellation));
        return command;
    }

    private static Task<int> UseAsync(string dataPath, Func<ApiKeyDirectory, Task<int>> work, CancellationToken cancellationToken) =>
        CommandFailure.GuardAsync(() => RegistryCommand.UseAsync(
            dataPath, async (registries, logger) => await work(await registries.OpenKeysAsync(keepsCopy: false, logger, cancellationToken))));

    private static ApiKey Find(IReadOnlyList<ApiKey> keys, string text) =>
        keys.FirstOrDefault(key => key.Name.Equals(text, StringComparison.OrdinalIgnoreCase) || (Guid.TryParse(text, out var id) && key.Id == id))
        ?? throw new CommandException($"No key '{text}' is in force: see 'ingest key list --all'");

    // People know the names of their sites; the key has to last longer than a name.
    private static string WithId(string scope, SiteDirectory sites)
    {
        var colon = scope.IndexOf(':', StringComparison.Ordinal);
        var site = scope[(colon + 1)..];
        return colon < 0 || site == "*" || Guid.TryParse(site, out _)
            ? scope
            : $"{scope[..colon]}:{SiteArgument.Find(sites.Current.InForce, site, sites.Where).Id}";
    }
}
