using Ingest.Demo;

namespace Ingest.Tests.Demo;

/// <summary>When visits are, how many, and that they are the same each time.</summary>
public sealed class DemoTrafficTests
{
    [Fact]
    public void Same_seed_makes_the_same_messages_and_another_seed_others()
    {
        var writer = new MessageWriter(DemoWeeks.SiteIds);
        var from = DemoWeeks.Until.AddDays(-2);
        byte[][] Messages(ulong seed) => [.. DemoWeeks.Traffic(seed).History(from, DemoWeeks.Until).Select(writer.Batch)];

        Assert.Equal(Messages(7), Messages(7));
        Assert.NotEqual(Messages(7)[0], Messages(8)[0]);
    }

    [Fact]
    public void History_that_is_asked_for_later_has_the_same_visits_and_those_since()
    {
        var traffic = DemoWeeks.Traffic();
        var earlier = Seeds(traffic.History(DemoWeeks.Until.AddDays(-3), DemoWeeks.Until));
        var later = Seeds(traffic.History(DemoWeeks.Until.AddDays(-2), DemoWeeks.Until.AddDays(1)));
        var both = Seeds(traffic.History(DemoWeeks.Until.AddDays(-2), DemoWeeks.Until));

        Assert.NotEmpty(both);
        Assert.Superset(both, earlier);
        Assert.Superset(both, later);
        Assert.True(later.Count > both.Count);
    }

    [Fact]
    public void More_visits_a_day_leave_those_that_there_were()
    {
        HashSet<string> Messages(int visitsPerDay)
        {
            var writer = new MessageWriter(DemoWeeks.SiteIds);
            return [.. DemoWeeks.Traffic(1, visitsPerDay).History(DemoWeeks.Until.AddDays(-3), DemoWeeks.Until).Select(visit => Convert.ToBase64String(writer.Batch(visit)))];
        }

        var (few, many) = (Messages(100), Messages(200));
        Assert.NotEmpty(few);

        // One in hundreds comes twice in an hour, and is then by somebody else.
        Assert.InRange(few.Count(many.Contains), few.Count * 0.99, few.Count);
    }

    [Fact]
    public void Event_ids_are_unique()
    {
        var ids = DemoWeeks.Visits.SelectMany(visit => visit.Steps.Select((_, number) => VisitIds.Of(visit.Seed, number))).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids.Take(100), id => Assert.Equal(8, id.Version));
    }

    [Fact]
    public void Visit_lies_within_one_hour_and_in_the_time_that_was_asked_for() => Assert.All(DemoWeeks.Visits, visit =>
    {
        Assert.Equal(Hour(visit.StartsAt), Hour(visit.EndsAt));
        Assert.InRange(visit.StartsAt, DemoWeeks.From, DemoWeeks.Until);
        Assert.True(visit.EndsAt < DemoWeeks.Until);
        Assert.Equal(0, visit.StartsAt.Millisecond);
    });

    [Fact]
    public void Messages_of_a_visit_have_seconds_of_their_own_in_order() => Assert.All(DemoWeeks.Visits, visit =>
    {
        var seconds = visit.Steps.Select(step => step.Second).ToList();
        Assert.Equal(0, seconds[0]);
        Assert.Equal(seconds.Distinct().Order(), seconds);
    });

    [Fact]
    public void Visitor_comes_once_within_an_hour()
    {
        var keys = DemoWeeks.Visits.Select(visit => (visit.Site, visit.Visitor.Address, Hour(visit.StartsAt))).ToList();
        Assert.Equal(keys.Count, keys.Distinct().Count());
    }

    [Fact]
    public void Third_of_the_visits_is_by_somebody_who_was_there_before()
    {
        var visitors = DemoWeeks.Visits.Select(visit => visit.Visitor.Address).Distinct().Count();
        Assert.InRange(1 - (visitors / (double)DemoWeeks.Visits.Count), 0.25, 0.36);
    }

    [Fact]
    public void Day_that_growth_is_reckoned_from_has_as_many_visits_as_were_asked_for_and_earlier_ones_fewer()
    {
        var weeks = DemoWeeks.Visits.GroupBy(visit => (int)((DemoWeeks.Until - visit.StartsAt).TotalDays / 7)).OrderByDescending(week => week.Key).Select(week => week.Count() / 7.0).ToList();
        Assert.Equal(8, weeks.Count);
        Assert.InRange(weeks[^1], DemoWeeks.VisitsPerDay * 0.85, DemoWeeks.VisitsPerDay * 1.15);
        Assert.InRange(weeks[..2].Average() / weeks[^2..].Average(), 0.60, 0.90);
    }

    [Fact]
    public void Number_that_progress_is_shown_by_is_near() => Assert.InRange(
        DemoWeeks.Traffic().CountAbout(DemoWeeks.From, DemoWeeks.Until) / (double)DemoWeeks.Visits.Count, 0.97, 1.03);

    [Fact]
    public void Shop_is_busy_in_the_evening_and_the_blog_on_working_days()
    {
        var shop = OfDay(DemoSite.Shop, time => time.Hour);
        Assert.True(shop[20] > 5 * shop[3]);
        Assert.InRange(shop[20] / (double)shop.Values.Sum(), 0.07, 0.11);
        var blog = OfDay(DemoSite.Blog, time => (int)time.DayOfWeek);
        Assert.InRange(blog[(int)DayOfWeek.Sunday] / (double)blog[(int)DayOfWeek.Tuesday], 0.35, 0.75);
    }

    [Fact]
    public void Live_visit_begins_now()
    {
        var now = new DateTimeOffset(2026, 11, 30, 12, 34, 56, 789, TimeSpan.Zero);
        var visits = Enumerable.Range(0, 200).Select(number => DemoWeeks.Traffic().LiveVisit(now, number)).ToList();
        Assert.All(visits, visit => Assert.Equal(now, visit.StartsAt));
        Assert.Equal(visits.Count, visits.Select(visit => visit.Seed).Distinct().Count());
        Assert.Equal(DemoSite.All, visits.Select(visit => visit.Site).Distinct().OrderBy(site => site.Number));
    }

    private static HashSet<ulong> Seeds(IEnumerable<Visit> visits) => [.. visits.Select(visit => visit.Seed)];

    private static long Hour(DateTimeOffset time) => time.ToUnixTimeSeconds() / 3600;

    private static Dictionary<int, int> OfDay(DemoSite site, Func<DateTimeOffset, int> part) => DemoWeeks.Visits.Where(visit => visit.Site == site)
        .GroupBy(visit => part(TimeZoneInfo.ConvertTime(visit.StartsAt, site.TimeZone))).ToDictionary(group => group.Key, group => group.Count());
}
