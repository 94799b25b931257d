namespace Ingest.Demo;

/// <summary>
/// The traffic of both sites. A visit follows from the seed, the site, its day and its number on that day alone: it is the same whenever it is asked for,
/// and more visits a day add to those that there were.
/// </summary>
/// <param name="seed">Another seed is other traffic.</param>
/// <param name="visitsPerDay">Visits a day around <paramref name="anchor"/>, both sites together; at least 1.</param>
/// <param name="anchor">The day that growth is reckoned from: days before it have fewer visits, days after it more.</param>
internal sealed class DemoTraffic(ulong seed, int visitsPerDay, DateOnly anchor)
{
    private const double GrowthPerDay = 1.007;
    private const int GrowthDaysMax = 120;
    private const double DaySpread = 0.07;
    private const double BusyDayShare = 0.04;
    private const double BusyDayFactor = 1.6;
    private const double ReturningShare = 0.34;
    private const double ReturnDaysMean = 5;
    private const int ReturnsMax = 8;
    private const int HourSeconds = 3600;

    // What a seed is for: no two uses draw the same numbers.
    private const ulong OfDay = 1;
    private const ulong OfVisit = 2;
    private const ulong OfReturn = 3;
    private const ulong OfVisitor = 4;
    private const ulong OfLive = 5;

    private static readonly WeightedChoice<Source> ShopSources = new(Source.All, source => source.ShopWeight);
    private static readonly WeightedChoice<Source> BlogSources = new(Source.All, source => source.BlogWeight);

    /// <summary>How many visits a site has on a day of its calendar.</summary>
    public int CountOf(DemoSite site, DateOnly day)
    {
        var random = new SeededRandom(SeededRandom.Mix(seed, OfDay, site.Number, Number(day)));
        var growth = Math.Pow(GrowthPerDay, Math.Clamp(day.DayNumber - anchor.DayNumber, -GrowthDaysMax, GrowthDaysMax));
        var factor = growth * site.WeekdayFactors[(int)day.DayOfWeek] * random.Around(1, DaySpread) * (random.IsChance(BusyDayShare) ? BusyDayFactor : 1);
        return (int)Math.Round(visitsPerDay * site.VisitShare * factor);
    }

    /// <summary>About how many visits both sites have between two times, to show progress by.</summary>
    public int CountAbout(DateTimeOffset from, DateTimeOffset until)
    {
        var (first, last) = (DateOnly.FromDateTime(from.UtcDateTime), DateOnly.FromDateTime(until.UtcDateTime));

        // The first day and the last are one together.
        return Enumerable.Range(1, Math.Max(0, last.DayNumber - first.DayNumber)).Sum(days => DemoSite.All.Sum(site => CountOf(site, first.AddDays(days))));
    }

    /// <summary>Every visit that begins at <paramref name="from"/> or later and has ended before <paramref name="until"/>, day by day.</summary>
    public IEnumerable<Visit> History(DateTimeOffset from, DateTimeOffset until)
    {
        var last = DateOnly.FromDateTime(until.UtcDateTime).AddDays(1);
        for (var day = DateOnly.FromDateTime(from.UtcDateTime).AddDays(-1); day <= last; day = day.AddDays(1))
        {
            foreach (var visit in DemoSite.All.SelectMany(site => VisitsOf(site, day)).OrderBy(visit => visit.StartsAt))
            {
                if (visit.StartsAt >= from && visit.EndsAt < until)
                {
                    yield return visit;
                }
            }
        }
    }

    /// <summary>The visits of a site on a day of its calendar. No visitor comes twice within one clock hour: the server would take both for one visit.</summary>
    public IEnumerable<Visit> VisitsOf(DemoSite site, DateOnly day)
    {
        var hours = new WeightedChoice<int>([.. Enumerable.Range(0, 24)], hour => site.HourWeights[hour]);
        var taken = new HashSet<(ulong Visitor, DateTimeOffset Hour)>();
        var count = CountOf(site, day);
        for (var number = 0; number < count; number++)
        {
            var visitSeed = SeededRandom.Mix(seed, OfVisit, site.Number, Number(day), (ulong)number);
            var random = new SeededRandom(visitSeed);
            var hour = HourOf(site, day, hours.Draw(random));
            var visitor = VisitorSeed(site, day, number);
            visitor = taken.Add((visitor, hour)) ? visitor : NewVisitorSeed(site, day, number);
            yield return Walk(site, Visitor.Of(visitor, site), hour, visitSeed, random);
        }
    }

    /// <summary>A visit that begins now, by somebody new or by a visitor of the last days.</summary>
    /// <param name="now">The time.</param>
    /// <param name="number">Tells the visits of one run apart.</param>
    public Visit LiveVisit(DateTimeOffset now, int number)
    {
        var visitSeed = SeededRandom.Mix(seed, OfLive, (ulong)now.ToUnixTimeMilliseconds(), (ulong)number);
        var random = new SeededRandom(visitSeed);
        var site = random.IsChance(DemoSite.Shop.VisitShare) ? DemoSite.Shop : DemoSite.Blog;
        var day = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-1 - random.Below(7));
        var count = CountOf(site, day);
        var visitor = count > 0 && random.IsChance(ReturningShare) ? VisitorSeed(site, day, random.Below(count)) : SeededRandom.Mix(visitSeed, OfVisitor);
        return Walk(site, Visitor.Of(visitor, site), now, visitSeed, random) with { StartsAt = now };
    }

    private static Visit Walk(DemoSite site, Visitor visitor, DateTimeOffset hour, ulong visitSeed, SeededRandom random)
    {
        var isShop = site == DemoSite.Shop;
        var source = (isShop ? ShopSources : BlogSources).Draw(random);
        var script = new VisitScript(site, visitor, source, hour, random);
        if (isShop)
        {
            ShopJourney.Walk(script);
        }
        else
        {
            BlogJourney.Walk(script);
        }

        // It begins early enough to end within the hour.
        var start = random.Below(HourSeconds - script.Steps[^1].Second);
        return new Visit(site, visitor, source, visitSeed, hour.AddSeconds(start), script.Steps);
    }

    // A visitor who returns is one of an earlier day, and of a smaller number: so it does not matter how many visits a day has.
    private ulong VisitorSeed(DemoSite site, DateOnly day, int number)
    {
        for (var returns = 0; returns < ReturnsMax; returns++)
        {
            var random = new SeededRandom(SeededRandom.Mix(seed, OfReturn, site.Number, Number(day), (ulong)number));
            if (number == 0 || !random.IsChance(ReturningShare))
            {
                break;
            }

            day = day.AddDays(-1 - (int)(-Math.Log(1 - random.NextUnit()) * ReturnDaysMean));
            number = random.Below(number);
        }

        return NewVisitorSeed(site, day, number);
    }

    private ulong NewVisitorSeed(DemoSite site, DateOnly day, int number) => SeededRandom.Mix(seed, OfVisitor, site.Number, Number(day), (ulong)number);

    private static ulong Number(DateOnly day) => (ulong)day.DayNumber;

    private static DateTimeOffset HourOf(DemoSite site, DateOnly day, int hour)
    {
        var local = day.ToDateTime(new TimeOnly(hour, 0));
        return new DateTimeOffset(local, site.TimeZone.GetUtcOffset(local)).ToUniversalTime();
    }
}
