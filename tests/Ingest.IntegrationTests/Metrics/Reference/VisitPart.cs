using Ingest.Core.Events;

namespace Ingest.IntegrationTests.Metrics.Reference;

/// <summary>The events of one visit id in one hour, which know of the visit what the hour before and the one after have.</summary>
internal sealed class VisitPart
{
    private static readonly (TextField Field, string Name)[] ClickIds =
    [
        (TextField.Gclid, "gclid"), (TextField.Fbclid, "fbclid"), (TextField.Msclkid, "msclkid"), (TextField.Ttclid, "ttclid"), (TextField.LiFatId, "li_fat_id"),
        (TextField.Twclid, "twclid"),
    ];

    /// <summary>Makes a part.</summary>
    /// <param name="own">Its events.</param>
    /// <param name="near">Those, and the ones of the visit id in the hours beside.</param>
    /// <param name="rules">Rules of channels.</param>
    public VisitPart(Fact[] own, Fact[] near, IReadOnlyList<ChannelRule> rules)
    {
        Own = own;
        IsBegin = near.All(fact => fact.Hour >= own[0].Hour);
        StartedMs = near.Min(fact => fact.Ms);
        EndedMs = near.Max(fact => fact.Ms);
        Views = near.Count(fact => fact.IsView);
        CustomEvents = near.Count(fact => fact.IsCustom);

        var first = near.MinBy(fact => fact.Order)!;
        var entry = near.Where(fact => fact.IsView).MinBy(fact => fact.Order) ?? first;
        var exit = near.Where(fact => fact.IsView).MaxBy(fact => fact.Order) ?? near.MaxBy(fact => fact.Order)!;
        var identified = near.Where(fact => fact.Text(TextField.DistinctId) != "").MaxBy(fact => fact.Order);
        var site = first.Text(TextField.Hostname);
        var referrer = entry.Text(TextField.ReferrerDomain);
        Texts = new()
        {
            ["hostname"] = site,
            ["browser"] = first.Text(TextField.Browser),
            ["os"] = first.Text(TextField.Os),
            ["device"] = first.Text(TextField.Device),
            ["screen"] = first.Text(TextField.Screen),
            ["language"] = first.Text(TextField.Language),
            ["country"] = first.Text(TextField.Country),
            ["region"] = first.Text(TextField.Region),
            ["city"] = first.Text(TextField.City),
            ["distinct_id"] = identified?.Text(TextField.DistinctId) ?? "",
            ["entry"] = entry.Path,
            ["exit"] = exit.Path,
            ["referrer"] = referrer == (site.StartsWith("www.", StringComparison.Ordinal) ? site[4..] : site) ? "" : referrer,
            ["utm_source"] = entry.Text(TextField.UtmSource),
            ["utm_medium"] = entry.Text(TextField.UtmMedium),
            ["utm_campaign"] = entry.Text(TextField.UtmCampaign),
            ["utm_content"] = entry.Text(TextField.UtmContent),
            ["utm_term"] = entry.Text(TextField.UtmTerm),
            ["click_id"] = ClickIdOf(entry),
        };
        Texts["channel"] = rules.FirstOrDefault(rule => rule.Fits(Texts))?.Channel ?? "";
    }

    /// <summary>The name of the first click id that an event has; empty when it has none.</summary>
    public static string ClickIdOf(Fact fact) => ClickIds.FirstOrDefault(id => fact.Text(id.Field) != "", (default, "")).Item2;

    public Fact[] Own { get; }

    /// <summary>True where the visit begins: its id has no event in the hour before.</summary>
    public bool IsBegin { get; }

    public long StartedMs { get; }

    public long EndedMs { get; }

    public int Views { get; }

    public int CustomEvents { get; }

    /// <summary>What the visit is, by the names of the filter.</summary>
    public Dictionary<string, string> Texts { get; }

    /// <summary>The distinct id where the site gave one, else the session.</summary>
    public string Visitor => Texts["distinct_id"] is [_, ..] id ? id : Own[0].Session.ToString();
}
