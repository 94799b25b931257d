namespace Ingest.IntegrationTests.Metrics.Reference;

/// <summary>What each view has to answer, computed from the events by what its comment says, as plainly as can be.</summary>
internal static class ReferenceViews
{
    /// <summary>By the names of the views.</summary>
    public static IReadOnlyDictionary<string, Func<Traffic, Question, IEnumerable<Row>>> All { get; } =
        new Dictionary<string, Func<Traffic, Question, IEnumerable<Row>>>
        {
            ["view_active_users"] = VisitorViews.ActiveUsers,
            ["view_browsers"] = By("browser"),
            ["view_channels"] = By("channel"),
            ["view_cities"] = By("city", "country"),
            ["view_click_ids"] = By("click_id"),
            ["view_countries"] = By("country"),
            ["view_devices"] = By("device"),
            ["view_distinct_ids"] = By("distinct_id"),
            ["view_entry_pages"] = (traffic, question) => VisitViews.Ends(traffic, question, "entry"),
            ["view_event_data"] = EventViews.Keys,
            ["view_event_traffic"] = EventViews.Intervals,
            ["view_event_values"] = EventViews.Values,
            ["view_events"] = EventViews.Events,
            ["view_exit_pages"] = (traffic, question) => VisitViews.Ends(traffic, question, "exit"),
            ["view_funnel"] = PageViews.Funnel,
            ["view_hostnames"] = By("hostname"),
            ["view_journeys"] = PageViews.Journeys,
            ["view_languages"] = By("language"),
            ["view_operating_systems"] = By("os"),
            ["view_overview"] = VisitViews.Overview,
            ["view_pages"] = PageViews.Pages,
            ["view_realtime"] = OtherViews.Minutes,
            ["view_realtime_now"] = OtherViews.Now,
            ["view_referrers"] = By("referrer"),
            ["view_regions"] = By("region", "country"),
            ["view_rejected"] = OtherViews.Rejected,
            ["view_rejected_traffic"] = OtherViews.RejectedIntervals,
            ["view_retention"] = VisitorViews.Retention,
            ["view_revenue"] = EventViews.Currencies,
            ["view_revenue_traffic"] = EventViews.RevenueIntervals,
            ["view_screens"] = By("screen"),
            ["view_sessions"] = VisitorViews.Sessions,
            ["view_traffic"] = VisitViews.Intervals,
            ["view_utm_campaigns"] = By("utm_campaign"),
            ["view_utm_contents"] = By("utm_content"),
            ["view_utm_mediums"] = By("utm_medium"),
            ["view_utm_sources"] = By("utm_source"),
            ["view_utm_terms"] = By("utm_term"),
            ["view_vitals"] = VitalsViews.All,
            ["view_vitals_pages"] = VitalsViews.Pages,
            ["view_vitals_traffic"] = VitalsViews.Intervals,
            ["view_weekly_hours"] = VisitViews.WeeklyHours,
        };

    private static Func<Traffic, Question, IEnumerable<Row>> By(string first, string? second = null) =>
        (traffic, question) => VisitViews.By(traffic, question, first, second);
}
