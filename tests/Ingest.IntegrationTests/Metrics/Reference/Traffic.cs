using System.Text;
using Ingest.Core.Events;
using Ingest.IntegrationTests.ClickHouse.Sink;

namespace Ingest.IntegrationTests.Metrics.Reference;

/// <summary>Everything that has been delivered, each event once, and what a question selects of it.</summary>
internal sealed class Traffic
{
    private readonly Dictionary<Guid, Fact[]> _facts;
    private readonly Dictionary<Guid, Moment[]> _moments;

    public Traffic(IEnumerable<EventRow> rows, IReadOnlyDictionary<Guid, ulong> ties, IReadOnlyDictionary<string, ulong> titleTies, IReadOnlyList<ChannelRule> rules, IReadOnlyList<Rejection> rejections)
    {
        Rejections = rejections;
        _facts = rows.DistinctBy(row => (row.SiteId, row.SessionId, row.Time, row.EventId, row.ReceivedAt))
            .GroupBy(row => row.SiteId, row => new Fact(row, ties[row.EventId], titleTies[Encoding.UTF8.GetString(row.Texts.GetValueOrDefault(TextField.PageTitle) ?? [])]))
            .ToDictionary(site => site.Key, site => site.OrderBy(fact => fact.Order).ToArray());
        _moments = _facts.ToDictionary(site => site.Key, site => MomentsOf(site.Value, rules).ToArray());
    }

    public IReadOnlyList<Rejection> Rejections { get; }

    /// <summary>All events of a site, in their order.</summary>
    public IReadOnlyList<Fact> WithIdentify(Guid site) => _facts.GetValueOrDefault(site, []);

    /// <summary>All but identify.</summary>
    public IEnumerable<Fact> Facts(Guid site) => WithIdentify(site).Where(fact => fact.Type != EventType.Identify);

    /// <summary>Those of the range, of visits that the filter keeps.</summary>
    public IReadOnlyList<Fact> Facts(Question question)
    {
        var kept = Moments(question).Select(moment => moment.Fact.Visit).ToHashSet();
        return [.. Facts(question.Site).Where(fact => question.HasTime(fact.Ms) && kept.Contains(fact.Visit))];
    }

    /// <summary>The events of the range with their visits, where the filter keeps them.</summary>
    public IReadOnlyList<Moment> Moments(Question question)
    {
        Moment[] inRange = [.. _moments.GetValueOrDefault(question.Site, []).Where(moment => question.HasTime(moment.Fact.Ms))];
        var seen = inRange.Select(moment => moment.Fact).ToLookup(fact => fact.Visit);
        return [.. inRange.Where(moment => question.Filter.All(condition => Keeps(condition.Key, condition.Value, moment.Part, seen)))];
    }

    private static bool Keeps(string key, string[] texts, VisitPart part, ILookup<Guid, Fact> seen)
    {
        var sign = key[0] is '!' or '~' ? key[0] : ' ';
        var name = key.TrimStart('!', '~');
        IEnumerable<string> has = name switch
        {
            "path" => seen[part.Own[0].Visit].Where(fact => fact.IsView).Select(fact => fact.Path),
            "event" => seen[part.Own[0].Visit].Where(fact => fact.IsCustom).Select(fact => fact.Name),
            _ => [part.Texts[name]],
        };
        return texts.Length == 0 || sign switch
        {
            '!' => !has.Any(texts.Contains),
            '~' => has.Any(text => texts.Any(wanted => text.Contains(wanted, StringComparison.OrdinalIgnoreCase))),
            _ => has.Any(texts.Contains),
        };
    }

    private static IEnumerable<Moment> MomentsOf(Fact[] facts, IReadOnlyList<ChannelRule> rules)
    {
        foreach (var visit in facts.Where(fact => fact.Type != EventType.Identify).GroupBy(fact => (fact.Session, fact.Visit)))
        {
            var hours = visit.ToLookup(fact => fact.Hour);
            foreach (var hour in hours)
            {
                var part = new VisitPart([.. hour], [.. hours[hour.Key - 1], .. hour, .. hours[hour.Key + 1]], rules);
                foreach (var (position, fact) in hour.Index())
                    yield return new Moment(fact, part, part.IsBegin && position == 0);
            }
        }
    }
}
