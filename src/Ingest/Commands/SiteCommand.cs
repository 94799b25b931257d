using System.CommandLine;
using Ingest.Core.Sites;
using Ingest.Settings;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

namespace Ingest.Commands;

/// <summary><c>ingest site add|list</c>: the registered websites, beside a running server or without one.</summary>
internal static class SiteCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new("site", "Register websites and list them; a running server sees a change within a second.")
    {
        CreateAdd(), CreateList(),
    };

    private static Command CreateAdd()
    {
        var name = new Option<string>("--name") { Description = "Name for people", Required = true };
        var id = new Option<Guid?>("--id") { Description = "Id that trackers send (default: a new one)", HelpName = "UUID" };
        var domains = new Option<string[]>("--domain") { Description = "Domain it is served from; may be repeated", HelpName = "DOMAIN" };
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
            var site = await Open(parsed.GetValue(data)!).AddAsync(parsed.GetValue(name)!, parsed.GetValue(id), parsed.GetValue(domains), cancellation);
            Console.WriteLine(site.Id);
            return 0;
        }));
        return command;
    }

    private static Command CreateList()
    {
        var data = DataOption.Create();
        var command = new Command("list", "List the registered websites.") { data };
        command.SetAction(parsed => CommandFailure.GuardAsync(() =>
        {
            var table = new Table().RoundedBorder().AddColumns("id", "name", "domains", "created");
            foreach (var site in Open(parsed.GetValue(data)!).Current.Sites)
            {
                table.AddRow($"{site.Id}", Markup.Escape(site.Name), Markup.Escape(string.Join(", ", site.Domains)), $"{site.CreatedAt:u}");
            }

            AnsiConsole.Write(table);
            return Task.FromResult(0);
        }));
        return command;
    }

    private static SiteDirectory Open(string dataPath) =>
        SiteDirectory.Open(DataFolder.SitesFile(dataPath), TimeProvider.System, NullLogger.Instance);
}
