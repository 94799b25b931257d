using System.CommandLine;
using Ingest.Commands.Report.Html;
using Ingest.Core.Sites;
using Ingest.Endpoints.Metrics;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Commands.Report;

/// <summary>The options that say what is asked for, of <c>report</c> and <c>export</c>.</summary>
internal sealed class ReportOptions
{
    private readonly Option<string?> _site = Text("--site", "SITE", "Id or name of the site (default: the one there is)");
    private readonly Option<string?> _last = Text("--last", "TIME", $"How far back, with the running hour, day, week or month: 30min, 24h, 30d, 12w, 6mo, 1y; today, yesterday, week, month, year (default {LastRange.ByDefault})");
    private readonly Option<string?> _since = Text("--since", "TIME", "Begin, in place of --last: a date of the zone, or a time as 2026-11-01T12:00 or 2026-11-01T12:00Z");
    private readonly Option<string?> _until = Text("--until", "TIME", "The time behind the end (default: now)");
    private readonly Option<string?> _by = Text("--by", "UNIT", $"Interval of figures by time: {string.Join(", ", TimeBuckets.UnitNames)} (default: by the length of the range)");
    private readonly Option<string?> _zone = Text("--tz", "ZONE", "IANA name of the time zone of days and hours (default: the site's)");
    private readonly Option<string[]> _where = new("--where") { Description = "Visits that count: key=value, key!=value or key~part; may be repeated, and the same key twice is one or the other", HelpName = "CONDITION" };
    private readonly Option<string?> _order = Text("--order", "COLUMN", "Column to sort by, greatest first; COLUMN:asc for the least");
    private readonly Option<int?> _limit = new("--limit") { Description = "Most rows (default: 20 of a table with bars, else all)", HelpName = "N" };
    private readonly Option<string[]> _steps = new("--step") { Description = "Of a funnel: path:/cart or event:purchase, a trailing * for all that begin so; repeated", HelpName = "STEP" };
    private readonly Option<TimeSpan> _within = TimeSpanOption.Create("--within", TimeSpan.FromDays(1), "Of a funnel: how long after the first step (default 1d)");
    private readonly Option<int?> _length = new("--length") { Description = "Of journeys: most steps of one (default 5)", HelpName = "N" };
    private readonly Option<string?> _event = Text("--event", "NAME", "Of event_values: name of the custom event");
    private readonly Option<string?> _key = Text("--key", "KEY", "Of event_values: key of its data");
    private readonly Option<Uri?> _endpoint = EndpointOption.Create("ClickHouse's HTTP address, such as http://host:8123/?database=ingest (default: that of the server running on the data folder)");
    private readonly Option<string> _data = DataOption.Create();
    private readonly Option[] _figures;

    /// <summary>Makes them options of a command.</summary>
    public ReportOptions(Command command)
    {
        _by.CompletionSources.Add([.. TimeBuckets.UnitNames]);
        _where.CompletionSources.Add([.. WhereFilter.Names.Select(name => name + "=")]);
        _figures = [_site, _last, _since, _until, _by, _zone, _where, _order, _limit, _steps, _within, _length, _event, _key];
        foreach (var option in (Option[])[.. _figures, _endpoint, _data])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The argument that names the view, with completions.</summary>
    public static Argument<T> ViewArgument<T>(string description)
    {
        var argument = new Argument<T>("view") { Description = description };
        argument.CompletionSources.Add([.. ReportCatalogue.Names]);
        return argument;
    }

    /// <summary>ClickHouse's address.</summary>
    public Uri EndpointOf(ParseResult parsed) => parsed.GetValue(_endpoint) ?? AnalystQuery.FindEndpoint(parsed.GetValue(_data)!);

    /// <summary>The ClickHouse that is named, if one is, and the data folder: all that there is to say where tables are copied.</summary>
    /// <exception cref="CommandException">An option is of figures.</exception>
    public (Uri? Endpoint, string Data) PlaceOf(ParseResult parsed) => _figures.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } extra
        ? throw new CommandException($"--iceberg takes no {extra.Name}: it copies tables of all sites, by whole days from --from to --to")
        : (parsed.GetValue(_endpoint), parsed.GetValue(_data)!);

    /// <summary>What is asked for, of a view by its name.</summary>
    /// <exception cref="CommandException">An option says something wrong, or something that the view does not have.</exception>
    public async Task<ReportJob> ReadAsync(ParseResult parsed, string name, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var view = ReportCatalogue.Find(name, parsed.GetValue(_by) is not null);
        CheckParameters(parsed, view);
        var site = await SiteOfAsync(parsed, cancellationToken);
        var zone = ZoneOf(parsed.GetValue(_zone) ?? site.Settings.TimeZone);
        var range = ReportRange.Parse((parsed.GetValue(_last), RangeStart(parsed, view), parsed.GetValue(_until)), zone, now);
        var request = new ReportRequest
        {
            View = view,
            Site = site.Id,
            Range = range,
            Zone = zone,
            Unit = parsed.GetValue(_by) is { } unit ? TimeBuckets.Parse(unit) : UnitFor(view, range),
            Filter = WhereFilter.Parse(parsed.GetValue(_where) ?? []),
            Order = parsed.GetValue(_order) is { } order ? OrderOf(order) : null,
            Limit = parsed.GetValue(_limit),
            Steps = parsed.GetValue(_steps) ?? [],
            Within = parsed.GetValue(_within),
            Length = parsed.GetValue(_length) ?? 5,
            Event = parsed.GetValue(_event) ?? "",
            Key = parsed.GetValue(_key) ?? "",
        };
        CheckNumbers(request);
        return new ReportJob(EndpointOf(parsed), site, request);
    }

    /// <summary>What a page of all figures is asked for.</summary>
    /// <exception cref="CommandException">An option says something wrong, or something that such a page does not have.</exception>
    public async Task<HtmlReport> ReadPageAsync(ParseResult parsed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (new Option[] { _order, _length, _event, _key }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } extra)
        {
            throw new CommandException($"--html takes no {extra.Name}: it writes the whole dashboard");
        }

        if (parsed.GetResult(_within) is { Implicit: false } && parsed.GetResult(_steps) is null or { Implicit: true })
        {
            throw new CommandException("--within is of a funnel: name its steps, for example --step path:/ --step event:signup");
        }

        CheckSteps(parsed.GetValue(_steps) ?? []);

        // What has come up to now counts, and the page has seconds.
        var made = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds() + 1);
        var site = await SiteOfAsync(parsed, cancellationToken);
        var zone = ZoneOf(parsed.GetValue(_zone) ?? site.Settings.TimeZone);
        var range = ReportRange.Parse((parsed.GetValue(_last), parsed.GetValue(_since), parsed.GetValue(_until)), zone, made);
        var unit = parsed.GetValue(_by) is { } name ? TimeBuckets.Parse(name) : TimeBuckets.UnitFor(range);
        if (TimeBuckets.Between(range.Since, range.Until, unit, zone).Count is > HtmlReport.IntervalsMax and var count)
        {
            throw new CommandException($"The range has {count} intervals of a {TimeBuckets.NameOf(unit)}: a page shows {HtmlReport.IntervalsMax} at most, so give a shorter range, or a longer interval with --by");
        }

        return new HtmlReport
        {
            Endpoint = EndpointOf(parsed),
            Site = site,
            Made = made,
            Range = range.PreviousSince >= DateTimeOffset.UnixEpoch ? range : throw new CommandException("The range before would begin before 1970: give a later --since, or a shorter --last"),
            Zone = zone,
            Unit = unit,
            RetentionUnit = RetentionUnitFor(range),
            Filter = WhereFilter.Parse(parsed.GetValue(_where) ?? []),
            RowsMax = parsed.GetValue(_limit) ?? HtmlReport.RowsDefault,
            Steps = parsed.GetValue(_steps) ?? [],
            Within = parsed.GetValue(_within),
        };
    }

    /// <summary>The column and the direction of <c>--order</c>.</summary>
    /// <exception cref="CommandException">The direction is none.</exception>
    internal static (string Column, bool IsDescending) OrderOf(string text) => text.Split(':') switch
    {
        [var column] => (column, true),
        [var column, "desc"] => (column, true),
        [var column, "asc"] => (column, false),
        _ => throw new CommandException($"--order '{text}' is no order: give COLUMN, COLUMN:asc or COLUMN:desc"),
    };

    private static Option<string?> Text(string name, string help, string description) => new(name) { Description = description, HelpName = help };

    private void CheckParameters(ParseResult parsed, ViewFile view)
    {
        var has = ReportQuery.ParametersOf(view);
        (Option Option, string Parameter)[] all =
        [
            (_last, "since"), (_since, "since"), (_until, "until"), (_by, "unit"), (_where, "filter"), (_steps, "steps"), (_within, "seconds"), (_length, "length"), (_event, "event"), (_key, "key"),
        ];
        if (all.FirstOrDefault(pair => parsed.GetResult(pair.Option) is { Implicit: false } && !has.Contains(pair.Parameter)) is { Option: { } extra })
        {
            throw new CommandException($"{view.Name} takes no {extra.Name}: 'ingest report {ReportCatalogue.ShortNameOf(view)} --describe' says what it takes");
        }

        (Option Option, string Parameter, string Example)[] required =
            [(_steps, "steps", "--step path:/ --step event:signup"), (_event, "event", "--event signup --key plan"), (_key, "key", "--event signup --key plan")];
        if (required.FirstOrDefault(one => has.Contains(one.Parameter) && parsed.GetResult(one.Option) is null or { Implicit: true }) is { Option: { } missing, Example: var example })
        {
            throw new CommandException($"{view.Name} needs {missing.Name}, for example {example}");
        }
    }

    // A view of what is before a time has no begin; the range is there for its end alone.
    private string? RangeStart(ParseResult parsed, ViewFile view) =>
        parsed.GetValue(_since) ?? (ReportQuery.ParametersOf(view).Contains("since") || parsed.GetValue(_until) is null ? null : "1971-01-02");

    private static void CheckNumbers(ReportRequest request)
    {
        if (request.Limit is < 1 or > int.MaxValue / 2)
        {
            throw new CommandException("--limit has to be a number of rows, from 1 on");
        }

        if (request.Length is < 1 or > 100)
        {
            throw new CommandException("--length has to be between 1 and 100");
        }

        CheckSteps(request.Steps);
    }

    private static void CheckSteps(IReadOnlyList<string> steps)
    {
        if (steps.Count > 100 || steps.FirstOrDefault(step => !step.StartsWith("path:", StringComparison.Ordinal) && !step.StartsWith("event:", StringComparison.Ordinal)) is not null)
        {
            throw new CommandException("--step is path:/PAGE or event:NAME, as in --step path:/pricing* --step event:signup, at most 100 of them");
        }
    }

    private static IntervalUnit UnitFor(ViewFile view, ReportRange range) => view.Name == "view_retention" ? RetentionUnitFor(range) : TimeBuckets.UnitFor(range);

    private static IntervalUnit RetentionUnitFor(ReportRange range) =>
        range.Length.TotalDays switch { <= 14.1 => IntervalUnit.Day, <= 190 => IntervalUnit.Week, _ => IntervalUnit.Month };

    private static TimeZoneInfo ZoneOf(string name) => SiteTimeZone.IsKnown(name)
        ? TimeZoneInfo.FindSystemTimeZoneById(name)
        : throw new CommandException($"--tz '{name}' is no time zone: give the IANA name of one, such as Europe/Berlin");

    // Whoever names a ClickHouse elsewhere may have no registry of its sites.
    private async Task<Site> SiteOfAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var text = parsed.GetValue(_site);
        return await SiteArgument.UseAsync(
            parsed.GetValue(_data)!,
            sites => Task.FromResult(
                text is null ? sites.Current.InForce is [var only] ? only : throw Unnamed(sites.Current.InForce)
                : parsed.GetValue(_endpoint) is not null && Guid.TryParse(text, out var id) && !sites.Current.All.Any(site => site.Id == id) ? new Site(id, text, [], DateTimeOffset.UnixEpoch)
                : SiteArgument.Find(sites.Current.All, text, sites.Where)),
            cancellationToken);
    }

    private static CommandException Unnamed(IReadOnlyList<Site> sites) => new(sites.Count == 0
        ? "No site is registered: register one with 'ingest site add', or name the data folder with --data"
        : $"There are {sites.Count} sites: name one with --site, for example --site \"{sites[0].Name}\"");
}
