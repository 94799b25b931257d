using System.Globalization;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Endpoints.Metrics;

/// <summary>The state in which ClickHouse had the events of a site and a time.</summary>
/// <param name="Version">What tells it from other states.</param>
/// <param name="Fresh">The numbers of the hours with events that were not built.</param>
/// <param name="HasCutHours">True when the range or an interval cuts an hour with events.</param>
/// <param name="Asked">When ClickHouse was asked, a timestamp of the clock.</param>
internal sealed record DataState(DataVersion Version, IReadOnlyList<long> Fresh, bool HasCutHours, long Asked)
{
    // Six weeks of hours that are not built: more of them would make the text of the query long.
    private const int FreshMax = 1000;

    /// <summary>These hours in ClickHouse's text form; null when there are too many to hand them over.</summary>
    public string? FreshText { get; } =
        Fresh.Count <= FreshMax ? $"[{string.Join(',', Fresh.Select(hour => hour.ToString(CultureInfo.InvariantCulture)))}]" : null;

    /// <summary>How the query of a view knows the hours that were not built.</summary>
    public FreshHours HoursOf(CataloguedView view) => (view.Cut, FreshText, Fresh.Count) switch
    {
        (null, _, _) or (_, null, _) => FreshHours.Asked,
        (_, _, 0) => FreshHours.None,
        _ => FreshHours.Given,
    };
}
