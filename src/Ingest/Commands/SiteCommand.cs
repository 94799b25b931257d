using System.CommandLine;
using Ingest.Core.Sites;
using Spectre.Console;

namespace Ingest.Commands;

/// <summary><c>ingest site add|list|show|edit|delete|restore|share|shares</c>: the registered websites, beside a running server or without one.</summary>
internal static class SiteCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new("site", "Register websites, change and list them; a running server sees a change within a second.")
    {
        CreateAdd(), CreateList(), CreateShow(), SiteEditCommand.Create(), CreateDelete(), CreateRestore(),
        SiteShareCommand.CreateShare(), SiteShareCommand.CreateList(),
    };

    /// <summary>The domains of a site.</summary>
    public static Option<string[]> DomainsOption() => new("--domain") { Description = "Domain it is served from; may be repeated", HelpName = "DOMAIN" };

    /// <summary>Its time zone.</summary>
    public static Option<string?> TimeZoneOption() => new("--time-zone") { Description = "IANA name of the time zone that its days are counted in (default: UTC)", HelpName = "ZONE" };

    /// <summary>Changes the one site that is meant, among some, and shows it.</summary>
    public static Task<int> ChangeAsync(
        string dataPath, Func<SiteSnapshot, IReadOnlyList<Site>> among, string text, Func<SiteDirectory, Guid, Task<Site>> change, CancellationToken cancellation) =>
        RunAsync(dataPath, async sites => Show(await change(sites, SiteArgument.Find(among(sites.Current), text, sites.Where).Id)), cancellation);

    private static Task<int> RunAsync(string dataPath, Func<SiteDirectory, Task> work, CancellationToken cancellation) =>
        CommandFailure.GuardAsync(() => SiteArgument.UseAsync(
            dataPath,
            async sites =>
            {
                await work(sites);
                return 0;
            },
            cancellation));

    private static Command CreateAdd()
    {
        var name = new Option<string>("--name") { Description = "Name for people", Required = true };
        var id = new Option<Guid?>("--id") { Description = "Id that trackers send (default: a new one)", HelpName = "UUID" };
        var domains = DomainsOption();
        var timeZone = TimeZoneOption();
        var data = DataOption.Create();
        var command = new Command("add", """
            Register a website and print its id.

            Examples:
              ingest site add --name "My shop" --domain shop.example.com --time-zone Europe/Berlin
              ingest site add --name Blog --id 0198c0de-0000-7000-8000-000000000001 --data /var/lib/ingest
            """)
        {
            name, id, domains, timeZone, data,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(data)!,
            async sites =>
            {
                Directory.CreateDirectory(parsed.GetValue(data)!);
                var settings = SiteSettings.None with { TimeZone = parsed.GetValue(timeZone) ?? SiteTimeZone.Default };
                var site = await sites.AddAsync(parsed.GetValue(name)!, parsed.GetValue(id), parsed.GetValue(domains), settings, cancellation);
                Console.WriteLine(site.Id);
            },
            cancellation));
        return command;
    }

    private static Command CreateList()
    {
        var all = new Option<bool>("--all") { Description = "Those deleted too" };
        var data = DataOption.Create();
        var command = new Command("list", "List the registered websites.") { all, data };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(data)!,
            sites =>
            {
                PlainConsole.Prepare();
                AnsiConsole.Write(Table(parsed.GetValue(all) ? sites.Current.All : sites.Current.InForce, parsed.GetValue(all)));
                return Task.CompletedTask;
            },
            cancellation));
        return command;
    }

    private static Command CreateShow()
    {
        var site = SiteArgument.Create();
        var data = DataOption.Create();
        var command = new Command("show", "Show a website with its settings, also one that is deleted.") { site, data };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(data)!,
            sites =>
            {
                Show(SiteArgument.Find(sites.Current.All, parsed.GetValue(site)!, sites.Where));
                return Task.CompletedTask;
            },
            cancellation));
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
            parsed.GetValue(data)!,
            sites => sites.InForce,
            parsed.GetValue(site)!,
            (sites, id) => sites.DeleteAsync(id, cancellationToken: cancellation),
            cancellation));
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
            (sites, id) => sites.RestoreAsync(id, cancellation),
            cancellation));
        return command;
    }

    // Ids are copied from here: they are never broken into lines, and neither are dates.
    private static Table Table(IEnumerable<Site> sites, bool hasDeleted)
    {
        var table = new Table().RoundedBorder().AddColumn("id", column => column.NoWrap()).AddColumns("name", "domains", "time zone").AddColumn("created", column => column.NoWrap());
        if (hasDeleted)
        {
            table.AddColumn("deleted", column => column.NoWrap());
        }

        foreach (var site in sites)
        {
            string[] cells = [$"{site.Id}", site.Name, string.Join(", ", site.Domains), site.Settings.TimeZone, $"{site.CreatedAt:yyyy-MM-dd}", $"{site.DeletedAt:yyyy-MM-dd}"];
            table.AddRow([.. cells.Take(hasDeleted ? 6 : 5).Select(Markup.Escape)]);
        }

        return table;
    }

    private static void Show(Site site) => RegistryCommand.Print(
    [
        ("id", $"{site.Id}"),
        ("name", site.Name),
        ("domains", site.Domains.Count > 0 ? string.Join(", ", site.Domains) : "any"),
        ("bots", site.Settings.Bots is { } bots ? SettingNames.Of(bots) : "as the server does"),
        ("rate", site.Settings.EventsPerSecond switch { null => "what the server gives", 0 => "no limit", var rate => $"{rate} events a second" }),
        ("timestamps", SettingNames.Of(site.Settings.Timestamps ?? SiteTimestamps.Any)),
        ("time zone", site.Settings.TimeZone),
        ("ignores", site.Settings.IgnoredAddresses.Count > 0 ? string.Join(", ", site.Settings.IgnoredAddresses) : "whom the server ignores"),
        ("retention note", site.Settings.RetentionNote),
        ("created", $"{site.CreatedAt:u}"),
        ("updated", $"{site.UpdatedAt:u}"),
        ("deleted", $"{site.DeletedAt:u}"),
    ]);
}
