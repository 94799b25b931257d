using System.Globalization;
using Ingest.Core.Sites;
using Ingest.Endpoints.Metrics;

namespace Ingest.Commands.Report;

/// <summary>A range of time, its end not in it, and the one before it that it is compared with.</summary>
/// <param name="Since">Its begin, UTC.</param>
/// <param name="Until">The instant behind it, UTC.</param>
/// <param name="PreviousSince">Begin of the one before.</param>
/// <param name="PreviousUntil">The instant behind the one before: as far into it as the range reaches by now.</param>
internal sealed record ReportRange(DateTimeOffset Since, DateTimeOffset Until, DateTimeOffset PreviousSince, DateTimeOffset PreviousUntil)
{
    private const string DateFormat = "yyyy-MM-dd";

    private static readonly string[] TimeFormats = ["HH:mm", "HH:mm:ss", "HH:mm:ss.fff"];
    private static readonly string[] LocalFormats = [.. TimeFormats.SelectMany(time => new[] { $"yyyy-MM-dd'T'{time}", $"yyyy-MM-dd {time}" })];
    private static readonly string[] InstantFormats = [.. LocalFormats.Select(format => format + "K")];

    /// <summary>How long it is.</summary>
    public TimeSpan Length => Until - Since;

    /// <summary>The one before.</summary>
    public ReportRange Previous => new(PreviousSince, PreviousUntil, PreviousSince, PreviousSince);

    /// <summary>What <c>--last</c> says, or <c>--since</c> and <c>--until</c>: days begin at midnight of the zone.</summary>
    /// <exception cref="CommandException">They say it wrongly.</exception>
    public static ReportRange Parse((string? Last, string? Since, string? Until) text, TimeZoneInfo zone, DateTimeOffset now) => text switch
    {
        { Last: not null, Since: null, Until: null } => OfLast(text.Last, zone, now),
        { Last: null, Since: not null } => Between(
            Moment("--since", text.Since, zone), text.Until is null ? now : Moment("--until", text.Until, zone), zone),
        { Last: null, Until: null } => OfLast(LastRange.ByDefault, zone, now),
        { Last: null } => throw new CommandException("--until goes with --since: give both, or --last"),
        _ => throw new CommandException("--last excludes --since and --until: give one or the other"),
    };

    /// <summary>A date, whose begin in the zone it is, a local time, or an instant.</summary>
    /// <exception cref="CommandException">It is none of them.</exception>
    public static DateTimeOffset Moment(string option, string text, TimeZoneInfo zone)
    {
        if (DateTime.TryParseExact(text, [DateFormat, .. LocalFormats], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && IsStored(local))
        {
            return ZonedTime.ToInstant(local, zone);
        }

        return DateTimeOffset.TryParseExact(text, InstantFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) && IsStored(instant.DateTime)
            ? instant.ToUniversalTime()
            : throw new CommandException($"{option} '{text}' is no time: give a date as 2026-11-01, or a time as 2026-11-01T12:00 or 2026-11-01T12:00Z");
    }

    // What the dates of ClickHouse's functions can be.
    private static bool IsStored(DateTime time) => time.Year is >= 1971 and <= 2100;

    // As the API has it, but that it ends now: the range before is compared as far as this one has come.
    private static ReportRange OfLast(string text, TimeZoneInfo zone, DateTimeOffset now)
    {
        if (!LastRange.TryParse(text, zone, now, out var range, out var step) || !IsStored(range.Since.UtcDateTime))
        {
            throw new CommandException($"--last '{text}' is no stretch of time: give {LastRange.Allowed}; it may reach back to 1971");
        }

        var until = range.Until < now ? range.Until : now;
        var (since, before) = (step.Before(range.Since, zone), step.Before(until, zone));

        // Where clocks leap over midnight a day begins later than others do.
        var previous = step.Time > TimeSpan.Zero ? since : TimeBuckets.BeginOf(since, IntervalUnit.Day, zone);
        return new ReportRange(range.Since, until, previous, before < range.Since ? before : range.Since);
    }

    // The range before is as long, by the clock on the wall: as many days, also where one of them has 23 hours.
    private static ReportRange Between(DateTimeOffset since, DateTimeOffset until, TimeZoneInfo zone)
    {
        if (since >= until)
        {
            throw new CommandException("The range is empty: --since has to be before --until, which is now when left out");
        }

        var local = ZonedTime.ToLocal(since, zone);
        return new ReportRange(since, until, ZonedTime.ToInstant(local - (ZonedTime.ToLocal(until, zone) - local), zone), since);
    }
}
