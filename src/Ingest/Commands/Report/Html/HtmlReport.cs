using System.Globalization;
using Ingest.Core.Sites;

namespace Ingest.Commands.Report.Html;

/// <summary>What a page in a file shows: the figures of one site and one range. What is asked for later is not there.</summary>
internal sealed record HtmlReport
{
    /// <summary>Rows of each list, when nobody says how many: what the dashboard shows of one.</summary>
    public const int RowsDefault = 1000;

    /// <summary>Most intervals of a chart: they have a pixel each.</summary>
    public const int IntervalsMax = 1000;

    private const string MomentFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>ClickHouse's address.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The site.</summary>
    public required Site Site { get; init; }

    /// <summary>When it is made.</summary>
    public required DateTimeOffset Made { get; init; }

    /// <summary>From when to when, and what that is compared with.</summary>
    public required ReportRange Range { get; init; }

    /// <summary>The zone whose clock says when a day begins.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>What the charts are cut into.</summary>
    public required IntervalUnit Unit { get; init; }

    /// <summary>What groups of visitors are cut into.</summary>
    public required IntervalUnit RetentionUnit { get; init; }

    /// <summary>Which visits count.</summary>
    public required WhereFilter Filter { get; init; }

    /// <summary>Most rows of each list.</summary>
    public int RowsMax { get; init; } = RowsDefault;

    /// <summary>Steps of the funnel; without any there is none.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>How long after its first step the funnel may take.</summary>
    public TimeSpan Within { get; init; }

    /// <summary>True when what was not stored is shown too.</summary>
    public bool HasRejections { get; init; }

    /// <summary>The pages, by the names that the dashboard has for them.</summary>
    public IReadOnlyList<string> Sections =>
        ["overview", "events", "retention", .. Steps.Count > 0 ? ["funnel"] : (string[])[], "journeys", "vitals", "hours", .. HasRejections ? ["rejections"] : (string[])[]];

    /// <summary>The whole range before, for a series beside this one's.</summary>
    public (DateTimeOffset Since, DateTimeOffset Until) Previous => (Range.PreviousSince, Range.Since);

    /// <summary>The range before, as far as this one has come. Where clocks leap over the midnight that it begins at, it may not have begun.</summary>
    public (DateTimeOffset Since, DateTimeOffset Until) Comparable =>
        (Range.PreviousSince, Range.PreviousUntil > Range.PreviousSince ? Range.PreviousUntil : Range.PreviousSince.AddSeconds(1));

    /// <summary>Seconds of <see cref="Within"/>, as they are asked for.</summary>
    public string Seconds => ((long)Within.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    /// <summary>A moment as the page and the API have it.</summary>
    public static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString(MomentFormat, CultureInfo.InvariantCulture);
}
