using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Ingest.Core.Sites;

namespace Ingest.Commands;

/// <summary><c>ingest site edit SITE</c>: what is given is changed, the rest stays.</summary>
internal static class SiteEditCommand
{
    private const string AsServer = "server";

    private static readonly Option<string?> Name = new("--name") { Description = "New name" };
    private static readonly Option<string[]> Domains = SiteCommand.DomainsOption();
    private static readonly Option<bool> AnyDomain = new("--any-domain") { Description = "No domains: it may be served from any" };
    private static readonly Option<string[]> Ignored = new("--ignore") { Description = "Client whose events are refused: an address or a range; may be repeated", HelpName = "ADDRESS" };
    private static readonly Option<bool> IgnoreNone = new("--ignore-none") { Description = "Refuse no clients but those that the server ignores" };
    private static readonly Option<string?> Bots = new("--bots") { Description = "What becomes of the events of bots: dropped, kept aside, stored as visitors', or as the server does" };
    private static readonly Option<string?> Note = new("--retention-note") { Description = "How long its events are to be kept, and why: for people, without effect", HelpName = "TEXT" };

    private static readonly Option<string?> Rate = new("--rate") { Description = "Events a second in the long run: a number, none for no limit, or server for what the server gives", HelpName = "EVENTS" };
    private static readonly Option<string?> Timestamps = new("--timestamps") { Description = "Whose timestamps are taken: anybody's, those of who has a key to send with, or nobody's" };

    private static readonly Option<string?> TimeZone = SiteCommand.TimeZoneOption();

    static SiteEditCommand()
    {
        Bots.AcceptOnlyFromAmong([.. SettingNames.All<SiteBots>(), AsServer]);
        Timestamps.AcceptOnlyFromAmong([.. SettingNames.All<SiteTimestamps>()]);
    }

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var site = SiteArgument.Create();
        var data = DataOption.Create();
        var command = new Command("edit", """
            Change a website: its name, the domains that it is served from, and what holds for it alone. Lists that are given replace those it has.

            Examples:
              ingest site edit "My shop" --name Shop
              ingest site edit Shop --domain shop.example.com --domain www.shop.example.com
              ingest site edit Shop --ignore 203.0.113.0/24 --bots keep
              ingest site edit Shop --domain "*.example.com" --timestamps keyed --rate 50
              ingest site edit Shop --time-zone Europe/Berlin
              ingest site edit Shop --any-domain --ignore-none --bots server --rate server
            """)
        {
            site, Name, Domains, AnyDomain, Ignored, IgnoreNone, Bots, Rate, Timestamps, TimeZone, Note,
        };
        command.RequireChange();
        command.Options.Add(data);
        command.Validators.Add(parsed =>
        {
            Exclude(parsed, Domains, AnyDomain);
            Exclude(parsed, Ignored, IgnoreNone);
        });
        command.SetAction((parsed, cancellation) => SiteCommand.ChangeAsync(
            parsed.GetValue(data)!,
            sites => sites.InForce,
            parsed.GetValue(site)!,
            (sites, id) => sites.UpdateAsync(id, site => Change(site, parsed), cancellation),
            cancellation));
        return command;
    }

    private static Site Change(Site site, ParseResult parsed) => site with
    {
        Name = parsed.GetValue(Name) ?? site.Name,
        Domains = Replace(site.Domains, parsed.GetValue(Domains), parsed.GetValue(AnyDomain)),
        Settings = site.Settings with
        {
            IgnoredAddresses = Replace(site.Settings.IgnoredAddresses, parsed.GetValue(Ignored), parsed.GetValue(IgnoreNone)),
            Bots = parsed.GetValue(Bots) switch
            {
                null => site.Settings.Bots,
                AsServer => null,
                var bots => Enum.Parse<SiteBots>(bots, ignoreCase: true),
            },
            EventsPerSecond = parsed.GetValue(Rate) is { } rate ? RateOf(rate) : site.Settings.EventsPerSecond,
            Timestamps = parsed.GetValue(Timestamps) is { } timestamps ? Enum.Parse<SiteTimestamps>(timestamps, ignoreCase: true) : site.Settings.Timestamps,
            TimeZone = parsed.GetValue(TimeZone) ?? site.Settings.TimeZone,
            RetentionNote = parsed.GetValue(Note) ?? site.Settings.RetentionNote,
        },
    };

    private static double? RateOf(string text) => text switch
    {
        AsServer => null,
        "none" => 0,
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) && rate > 0 => rate,
        _ => throw new CommandException($"--rate is '{text}': give events a second, none, or {AsServer}"),
    };

    private static IReadOnlyList<string> Replace(IReadOnlyList<string> present, string[]? given, bool none) =>
        none ? [] : given is { Length: > 0 } ? given : present;

    private static void Exclude(CommandResult parsed, Option<string[]> given, Option<bool> none)
    {
        if (parsed.GetValue(given) is { Length: > 0 } && parsed.GetValue(none))
        {
            parsed.AddError($"{given.Name} and {none.Name} exclude each other.");
        }
    }
}
