using System.Globalization;
using System.Text.RegularExpressions;
using Ingest.Core.Sites;

namespace Ingest.Commands.Report;

/// <summary>A range of time, its end not in it, and the one before it that it is compared with.</summary>
/// <param name="Since">Its begin, UTC.</param>
/// <param name="Until">The instant behind it, UTC.</param>
/// <param name="PreviousSince">Begin of the one before.</param>
/// <param name="PreviousUntil">The instant behind the one before: as far into it as the range reaches by now.</param>
internal sealed partial record ReportRange(DateTimeOffset Since, DateTimeOffset Until, DateTimeOffset PreviousSince, DateTimeOffset PreviousUntil)
{
    /// <summary>The range when nobody names one.</summary>
    public const string LastByDefault = "30d";

    private const string DateFormat = "yyyy-MM-dd";
    private const int DaysMax = 36_600;

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
        { Last: null, Until: null } => OfLast(LastByDefault, zone, now),
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

    private static ReportRange OfLast(string text, TimeZoneInfo zone, DateTimeOffset now)
    {
        var local = ZonedTime.ToLocal(now, zone);
        var today = DateOnly.FromDateTime(local);
        if (text == "yesterday")
        {
            return Between(Midnight(today.AddDays(-1), zone), Midnight(today, zone), zone);
        }

        var match = LastText().Match(text == "today" ? "1d" : text);
        var count = match.Success ? int.Parse(match.Groups["count"].ValueSpan, CultureInfo.InvariantCulture) : 0;
        var unit = match.Groups["unit"].Value;
        var days = count * (unit switch { "w" => 7, "mo" => 31, "y" => 366, "h" => 1d / 24, _ => 1 });
        if (count == 0 || days > DaysMax || today.AddDays(-(int)days).Year < 1971)
        {
            throw new CommandException($"--last '{text}' is no stretch of time: give hours, days, weeks, months or years, as in 24h, 30d, 12w, 6mo or 1y, or today or yesterday");
        }

        return unit == "h"
            ? OfHours(TimeSpan.FromHours(count), zone, now)
            : OfDays(unit is "mo" or "y" ? (0, unit == "y" ? 12 * count : count) : ((int)days, 0), zone, now);
    }

    // The running hour, and those before it.
    private static ReportRange OfHours(TimeSpan length, TimeZoneInfo zone, DateTimeOffset now)
    {
        var since = TimeBuckets.BeginOf(now, IntervalUnit.Hour, zone) - length + TimeSpan.FromHours(1);
        return new ReportRange(since, now, since - length, now - length);
    }

    // The running day is the last one. The range before is as many days or months earlier, to the same time of the day.
    private static ReportRange OfDays((int Days, int Months) step, TimeZoneInfo zone, DateTimeOffset now)
    {
        var local = ZonedTime.ToLocal(now, zone);
        var tomorrow = DateOnly.FromDateTime(local).AddDays(1);
        var since = Midnight(tomorrow.AddDays(-step.Days).AddMonths(-step.Months), zone);
        var before = ZonedTime.ToInstant(local.AddDays(-step.Days).AddMonths(-step.Months), zone);
        return new ReportRange(since, now, Midnight(tomorrow.AddDays(-2 * step.Days).AddMonths(-2 * step.Months), zone), before < since ? before : since);
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

    private static DateTimeOffset Midnight(DateOnly day, TimeZoneInfo zone) => ZonedTime.ToInstant(day.ToDateTime(TimeOnly.MinValue), zone);

    [GeneratedRegex(@"^(?<count>[1-9][0-9]{0,4})(?<unit>h|d|w|mo|y)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LastText();
}
