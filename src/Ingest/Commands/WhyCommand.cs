using System.CommandLine;
using System.Globalization;
using Ingest.Core.Sites;
using Spectre.Console;

namespace Ingest.Commands;

/// <summary><c>ingest why SITE</c>: what of a site was stored, what was not, why, and what to do.</summary>
internal static class WhyCommand
{
    // Stages times reasons.
    private const int RowsMax = 1000;

    private static readonly TimeSpan LastByDefault = TimeSpan.FromHours(24);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var site = SiteArgument.Create();
        var last = TimeSpanOption.Create("--last", LastByDefault, "How far to look back, for example 30m, 24h or 7d (default 24h)");
        var endpoint = EndpointOption.Create("ClickHouse's HTTP address (default: that of the server running on the data folder)");
        var data = DataOption.Create();
        var command = new Command("why", """
            Show what of a site's events was stored, what was not, why, and what to do about it. The minute that is running is not in it yet.

            Examples:
              ingest why "My shop"
              ingest why 0198c0de-0000-7000-8000-000000000001 --last 7d
            """)
        {
            site, last, endpoint, data,
        };
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(async () =>
        {
            var folder = parsed.GetValue(data)!;
            var found = await SiteArgument.UseAsync(folder, sites => Task.FromResult(SiteArgument.Find(sites.Current.All, parsed.GetValue(site)!, sites.Where)), cancellation);
            var address = parsed.GetValue(endpoint) ?? AnalystQuery.FindEndpoint(folder);
            await ShowAsync(address, found, parsed.GetValue(last), cancellation);
            return 0;
        }));
        return command;
    }

    private static async Task ShowAsync(Uri endpoint, Site site, TimeSpan last, CancellationToken cancellationToken)
    {
        var since = string.Create(CultureInfo.InvariantCulture, $"now64(3, 'UTC') - INTERVAL {(long)last.TotalSeconds} SECOND");
        var stored = await AnalystQuery.ReadAsync(
            endpoint,
            new AnalystSql($"SELECT count(), if(count() = 0, 'never', toString(max(received_at))) FROM fact_event FINAL WHERE site_id = '{site.Id}' AND received_at >= {since}"),
            rowsMax: 1,
            cancellationToken);
        AnsiConsole.MarkupLine($"[bold]{Markup.Escape(site.Name)}[/] {site.Id}, the last {Text(last)}");
        if (site.DeletedAt is { } deletedAt)
        {
            AnsiConsole.MarkupLine($"[yellow]Deleted at {deletedAt:u}[/]: its events are dropped as unknown-site since then. 'ingest site restore {site.Id}' brings it back.");
        }

        AnsiConsole.MarkupLine($"Stored: [bold]{stored[1][0]}[/] events, the newest received {stored[1][1]}");
        await ShowDropsAsync(endpoint, "Dropped", site.Id, since, cancellationToken);
        await ShowDropsAsync(endpoint, "Dropped without a registered site, of all clients", Guid.Empty, since, cancellationToken);
    }

    private static async Task ShowDropsAsync(Uri endpoint, string title, Guid siteId, string since, CancellationToken cancellationToken)
    {
        var drops = await AnalystQuery.ReadAsync(
            endpoint,
            new AnalystSql("SELECT stage, reason, sum(events) AS dropped, max(minute) AS last_seen FROM view_rejections "
                + $"WHERE site_id = '{siteId}' AND minute >= {since} GROUP BY stage, reason ORDER BY dropped DESC, stage, reason"),
            RowsMax,
            cancellationToken);
        if (drops.Count <= 1)
        {
            AnsiConsole.MarkupLine($"{title}: [green]none[/]");
            return;
        }

        AnsiConsole.MarkupLine($"{title}:");
        var table = new Table().RoundedBorder().AddColumns("stage", "reason", "events", "last seen (UTC)");
        foreach (var row in drops.Skip(1))
        {
            table.AddRow([.. row[..3].Select(Markup.Escape), row[3][.."yyyy-MM-dd HH:mm".Length]]);
        }

        AnsiConsole.Write(table);
        foreach (var reason in drops.Skip(1).Select(row => row[1]).Distinct(StringComparer.Ordinal))
        {
            AnsiConsole.MarkupLine($"[bold]{Markup.Escape(reason)}[/]: {Markup.Escape(RejectionAdvice.Of(reason))}");
        }
    }

    private static string Text(TimeSpan last) => last.TotalHours >= 48 && last.Hours == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{last.TotalDays:0} days")
        : last.TotalHours >= 1 && last.Minutes == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{last.TotalHours:0} hours")
            : string.Create(CultureInfo.InvariantCulture, $"{last.TotalMinutes:0} minutes");
}
