using Ingest.Demo;

namespace Ingest.Tests.Demo;

/// <summary>What visits consist of: shares that a reader of the dashboard would find likely.</summary>
public sealed class JourneyTests
{
    private static readonly IReadOnlyList<Visit> Shop = [.. DemoWeeks.Visits.Where(visit => visit.Site == DemoSite.Shop)];

    [Fact]
    public void Some_45_percent_of_the_visits_end_with_their_first_page() => Assert.InRange(DemoWeeks.Share(DemoWeeks.IsBounce), 0.43, 0.47);

    [Fact]
    public void Each_step_to_the_purchase_loses_some()
    {
        var steps = new[] { "/products", "/cart", "/checkout", "/thank-you" }.Select(path => DemoWeeks.Share(Shop, visit => DemoWeeks.HasOpened(visit, path))).ToList();
        Assert.Equal(steps.OrderDescending(), steps);
        Assert.InRange(steps[^1], 0.015, 0.06);
    }

    [Fact]
    public void Who_has_bought_has_been_thanked_and_has_paid_in_the_money_of_the_country()
    {
        var purchases = Shop.SelectMany(visit => visit.Steps.Where(step => step.Name == "purchase").Select(step => (visit, step))).ToList();
        Assert.NotEmpty(purchases);
        Assert.All(purchases, purchase =>
        {
            Assert.Equal("/thank-you", purchase.step.Url);
            Assert.True(Value<decimal>(purchase.step, "revenue") >= 14);
            Assert.Equal(purchase.visit.Visitor.Place.Country switch { "DE" or "AT" or "FR" or "NL" or "BE" or "ES" or "IT" or "PT" or "IE" or "FI" => "EUR", _ => "USD" }, Value<string>(purchase.step, "currency"));
        });
        Assert.Equal(["EUR", "USD"], purchases.Select(purchase => Value<string>(purchase.step, "currency")).Distinct().Order());
    }

    [Fact]
    public void All_kinds_of_events_and_of_values_occur()
    {
        var steps = DemoWeeks.Visits.SelectMany(visit => visit.Steps).ToList();
        Assert.Equal(
            ["add-to-cart", "file-download", "newsletter", "outbound-link-click", "purchase", "signup"],
            steps.Where(step => step.Kind == StepKind.Custom).Select(step => step.Name).Distinct().Order(StringComparer.Ordinal));
        var kinds = steps.SelectMany(step => step.Data).Select(property => property.Value.GetType()).ToHashSet();
        Assert.Equal(new HashSet<Type> { typeof(string), typeof(int), typeof(decimal), typeof(bool), typeof(DateTimeOffset), typeof(string[]) }, kinds);
    }

    [Fact]
    public void Every_channel_brings_visits_and_ads_bring_click_ids()
    {
        foreach (var channel in Enum.GetValues<Channel>())
        {
            Assert.InRange(DemoWeeks.Share(visit => visit.Source.Channel == channel), 0.02, 0.40);
        }

        var landings = DemoWeeks.Visits.Where(visit => visit.Source.Channel == Channel.Ads).Select(visit => visit.Steps[0].Url).ToList();
        Assert.All(landings, url => Assert.Matches(@"\?utm_source=\w+&.*&(gclid|fbclid|msclkid)=Demo-[0-9a-f]{32}$", url));
    }

    [Fact]
    public void First_page_names_where_the_visit_came_from_and_the_others_the_page_before() => Assert.All(DemoWeeks.Visits, visit =>
    {
        var views = visit.Steps.Where(step => step.Kind == StepKind.View).ToList();
        Assert.Equal(visit.Source.Referrer, views[0].Referrer);
        Assert.All(views.Zip(views.Skip(1)), pair => Assert.Equal($"https://{visit.Site.Domain}{pair.First.Url}", pair.Second.Referrer));
    });

    [Fact]
    public void Few_visitors_are_known_by_name_and_say_so_on_their_first_page()
    {
        Assert.InRange(DemoWeeks.Share(visit => visit.Visitor.AccountId is not null), 0.03, 0.12);
        Assert.All(DemoWeeks.Visits, visit => Assert.Equal(visit.Visitor.AccountId is null ? 0 : 1, visit.Steps.Count(step => step.Kind == StepKind.Identify)));
    }

    [Fact]
    public void Pages_are_good_mostly_and_slower_on_phones()
    {
        var computers = Lcp(DeviceKind.Computer);
        var phones = Lcp(DeviceKind.Phone);
        Assert.InRange(computers[computers.Count / 2], 700, 1_800);
        Assert.InRange(phones[phones.Count / 2] / computers[computers.Count / 2], 1.3, 2.5);
        Assert.InRange(phones.Count(lcp => lcp < 2_500) / (double)phones.Count, 0.70, 0.95);
        Assert.All(Measured(), vitals => Assert.True(vitals.Ttfb < vitals.Fcp && vitals.Fcp <= vitals.Lcp && vitals is { Inp: > 0, Cls: >= 0 and <= 1.5 }));
    }

    private static List<double> Lcp(DeviceKind kind) => [.. Measured(kind).Select(vitals => vitals.Lcp).Order()];

    private static IEnumerable<PageVitals> Measured(DeviceKind? kind = null) => DemoWeeks.Visits
        .Where(visit => kind is null || visit.Visitor.Browser.Kind == kind).SelectMany(visit => visit.Steps).Select(step => step.Vitals).OfType<PageVitals>();

    private static T Value<T>(VisitStep step, string key) => (T)step.Data.Single(property => property.Key == key).Value;
}
