using System.CommandLine;
using Ingest.Core.Sites;
using Spectre.Console;

namespace Ingest.Commands;

/// <summary><c>ingest site add|list|edit|delete|restore</c>: the registered websites, beside a running server or without one.</summary>
internal static class SiteCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new("site", "Register websites, change and list them; a running server sees a change within a second.")
    {
        CreateAdd(), CreateList(), CreateEdit(), CreateDelete(), CreateRestore(),
    };

    private static Command CreateAdd()
    {
        var name = new Option<string>("--name") { Description = "Name for people", Required = true };
        var id = new Option<Guid?>("--id") { Description = "Id that trackers send (default: a new one)", HelpName = "UUID" };
        var domains = DomainsOption();
        var data = DataOption.Create();
        var command = new Command("add", """
            Register a website and print its id.

            Examples:
              ingest site add --name "My shop" --domain shop.example.com
              ingest site add --name Blog --id 0198c0de-0000-7000-8000-000000000001 --data /var/lib/ingest
            """)
        {
            name, id, domains, data,
        };
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(async () =>
        {
            Directory.CreateDirectory(parsed.GetValue(data)!);
            var site = await SiteArgument.Open(parsed.GetValue(data)!).AddAsync(
                parsed.GetValue(name)!, parsed.GetValue(id), parsed.GetValue(domains), cancellation);
            Console.WriteLine(site.Id);
            return 0;
        }));
        return command;
    }

    private static Command CreateList()
    {
        var all = new Option<bool>("--all") { Description = "Those deleted too" };
        var data = DataOption.Create();
        var command = new Command("list", "List the registered websites.") { all, data };
        command.SetAction(parsed => CommandFailure.GuardAsync(() =>
        {
            var sites = SiteArgument.Open(parsed.GetValue(data)!).Current;
            AnsiConsole.Write(Table(parsed.GetValue(all) ? sites.All : sites.Sites, parsed.GetValue(all)));
            return Task.FromResult(0);
        }));
        return command;
    }

    private static Command CreateEdit()
    {
        var which = SiteArgument.Create();
        var name = new Option<string?>("--name") { Description = "New name" };
        var domains = DomainsOption();
        var anyDomain = new Option<bool>("--any-domain") { Description = "No domains: it may be served from any" };
        var data = DataOption.Create();
        var command = new Command("edit", """
            Change a website's name, or the domains that it is served from; those given replace those it has.

            Examples:
              ingest site edit "My shop" --name Shop
              ingest site edit Shop --domain shop.example.com --domain www.shop.example.com
              ingest site edit Shop --any-domain
            """)
        {
            which, name, domains, anyDomain, data,
        };
        command.Validators.Add(parsed =>
        {
            var (hasName, hasDomains, isAny) = (parsed.GetValue(name) is not null, parsed.GetValue(domains) is { Length: > 0 }, parsed.GetValue(anyDomain));
            if (hasDomains == isAny && (isAny || !hasName))
            {
                parsed.AddError(isAny ? "--domain and --any-domain exclude each other." : "Nothing to change: give --name, --domain or --any-domain.");
            }
        });
        command.SetAction((parsed, cancellation) => ChangeAsync(
            parsed.GetValue(data)!,
            sites => sites.Sites,
            parsed.GetValue(which)!,
            (sites, id) => sites.UpdateAsync(
                id,
                site => site with
                {
                    Name = parsed.GetValue(name) ?? site.Name,
                    Domains = parsed.GetValue(anyDomain) ? [] : parsed.GetValue(domains) is { Length: > 0 } given ? given : site.Domains,
                },
                cancellation)));
        return command;
    }

    private static Command CreateDelete()
    {
        var site = SiteArgument.Create();
        var data = DataOption.Create();
        var command = new Command("delete", """
            Refuse a website's events from now on. What is stored stays, and 'ingest site restore' brings the site back.

            Example:
              ingest site delete "My shop"
            """)
        {
            site, data,
        };
        command.SetAction((parsed, cancellation) => ChangeAsync(
            parsed.GetValue(data)!, sites => sites.Sites, parsed.GetValue(site)!, (sites, id) => sites.DeleteAsync(id, cancellation)));
        return command;
    }

    private static Command CreateRestore()
    {
        var site = SiteArgument.Create();
        var data = DataOption.Create();
        var command = new Command("restore", """
            Take the events of a deleted website again.

            Example:
              ingest site restore "My shop"
            """)
        {
            site, data,
        };
        command.SetAction((parsed, cancellation) => ChangeAsync(
            parsed.GetValue(data)!,
            sites => [.. sites.All.Where(one => one.DeletedAt is not null)],
            parsed.GetValue(site)!,
            (sites, id) => sites.RestoreAsync(id, cancellation)));
        return command;
    }

    private static Option<string[]> DomainsOption() => new("--domain") { Description = "Domain it is served from; may be repeated", HelpName = "DOMAIN" };

    private static Task<int> ChangeAsync(
        string dataPath, Func<SiteSnapshot, IReadOnlyList<Site>> among, string text, Func<SiteDirectory, Guid, Task<Site>> change) =>
        CommandFailure.GuardAsync(async () =>
        {
            var sites = SiteArgument.Open(dataPath);
            var site = await change(sites, SiteArgument.Find(among(sites.Current), text, dataPath).Id);
            AnsiConsole.Write(Table([site], hasDeleted: true));
            return 0;
        });

    private static Table Table(IEnumerable<Site> sites, bool hasDeleted)
    {
        var table = new Table().RoundedBorder().AddColumns("id", "name", "domains", "created");
        if (hasDeleted)
        {
            table.AddColumn("deleted");
        }

        foreach (var site in sites)
        {
            string[] cells = [$"{site.Id}", site.Name, string.Join(", ", site.Domains), $"{site.CreatedAt:u}", $"{site.DeletedAt:u}"];
            table.AddRow([.. cells.Take(hasDeleted ? 5 : 4).Select(Markup.Escape)]);
        }

        return table;
    }
}
