using Ingest.Demo;

namespace Ingest.Tests.Demo;

/// <summary>Eight weeks of generated traffic, made once for the tests that look at its shares.</summary>
internal static class DemoWeeks
{
    public const int VisitsPerDay = 400;

    public static readonly DateTimeOffset Until = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset From = Until.AddDays(-56);
    public static readonly IReadOnlyDictionary<DemoSite, Guid> SiteIds = new Dictionary<DemoSite, Guid>
    {
        [DemoSite.Shop] = new("11111111-2222-4333-8444-555555555555"),
        [DemoSite.Blog] = new("21111111-2222-4333-8444-555555555555"),
    };

    public static readonly IReadOnlyList<Visit> Visits = [.. Traffic().History(From, Until)];

    public static DemoTraffic Traffic(ulong seed = 1, int visitsPerDay = VisitsPerDay) => new(seed, visitsPerDay, DateOnly.FromDateTime(Until.UtcDateTime));

    public static double Share(Func<Visit, bool> isSuch) => Share(Visits, isSuch);

    public static double Share(IEnumerable<Visit> visits, Func<Visit, bool> isSuch) => visits.Average(visit => isSuch(visit) ? 1.0 : 0.0);

    public static bool IsBounce(Visit visit) =>
        visit.Steps.Count(step => step.Kind == StepKind.View) == 1 && visit.Steps.All(step => step.Kind != StepKind.Custom);

    public static bool HasOpened(Visit visit, string path) => visit.Steps.Any(step => step.Url == path && step.Kind == StepKind.View);
}
