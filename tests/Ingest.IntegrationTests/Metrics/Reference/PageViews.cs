namespace Ingest.IntegrationTests.Metrics.Reference;

/// <summary>Views of pages, and of the ways from one to the next.</summary>
internal static class PageViews
{
    private const long IdleMs = 1_800_000;

    public static IEnumerable<Row> Pages(Traffic traffic, Question question)
    {
        var gaps = GapsOf(traffic.Facts(question.Site));
        return
            from fact in traffic.Facts(question)
            where fact.IsView
            group fact by fact.Path into page
            let times = page.Select(fact => gaps.GetValueOrDefault(fact, long.MaxValue)).Where(gap => gap <= IdleMs).ToArray()
            let seconds = times.Sum() / 1000.0
            select new Row
            {
                ["url_path"] = page.Key,
                ["page_title"] = page.OrderBy(fact => fact.Ms).ThenBy(fact => fact.TitleTie).Select(TitleOf).Last(),
                ["visitors"] = page.DistinctBy(fact => fact.Session).Count(),
                ["visits"] = page.DistinctBy(fact => fact.Visit).Count(),
                ["views"] = page.Count(),
                ["seconds"] = seconds,
                ["time_on_page"] = times.Length == 0 ? 0 : seconds / times.Length,
            };
    }

    public static IEnumerable<Row> Journeys(Traffic traffic, Question question)
    {
        var journeys = StepsOf(traffic, question)
            .GroupBy(fact => (fact.Session, fact.Visit))
            .Select(visit => (visit.Key.Session, Steps: WithoutRepetitions(visit.Select(fact => fact.Step)).Take(question.Length).ToArray()));
        return
            from journey in journeys
            group journey by string.Join('\n', journey.Steps) into same
            select new Row
            {
                ["journey"] = same.First().Steps,
                ["visits"] = same.Count(),
                ["visitors"] = same.DistinctBy(journey => journey.Session).Count(),
            };
    }

    public static IEnumerable<Row> Funnel(Traffic traffic, Question question)
    {
        var reached = StepsOf(traffic, question).GroupBy(fact => fact.Session).Select(session => StepsTaken([.. session], question)).ToArray();
        var visitors = question.Steps.Select((_, i) => (double)reached.Count(steps => steps > i)).ToArray();
        return question.Steps.Select((name, i) => new Row
        {
            ["step"] = i + 1,
            ["name"] = name,
            ["visitors"] = (long)visitors[i],
            ["share"] = visitors[0] == 0 ? 0 : visitors[i] / visitors[0],
            ["dropped"] = i == 0 || visitors[i - 1] == 0 ? 0 : 1 - (visitors[i] / visitors[i - 1]),
        });
    }

    // Of all beginnings the one that leads furthest. From a given beginning, the earliest event that takes the next step leaves the most to choose from.
    private static int StepsTaken(Fact[] events, Question question) => events.Index().Where(first => Takes(first.Item, question.Steps[0])).Select(first =>
    {
        var steps = 1;
        foreach (var later in events[(first.Index + 1)..].Where(later => later.Ms - first.Item.Ms <= question.Seconds * 1000))
            steps += steps < question.Steps.Length && Takes(later, question.Steps[steps]) ? 1 : 0;
        return steps;
    }).DefaultIfEmpty().Max();

    private static bool Takes(Fact fact, string step) => step.EndsWith('*') ? fact.Step.StartsWith(step[..^1], StringComparison.Ordinal) : fact.Step == step;

    // By the text of the event id where times are equal.
    private static IEnumerable<Fact> StepsOf(Traffic traffic, Question question) =>
        traffic.Facts(question).Where(fact => fact.IsView || fact.IsCustom).OrderBy(fact => fact.Ms).ThenBy(fact => fact.Id.ToString(), StringComparer.Ordinal);

    private static IEnumerable<string> WithoutRepetitions(IEnumerable<string> steps)
    {
        string? last = null;
        foreach (var step in steps.Where(step => step != last))
        {
            last = step;
            yield return step;
        }
    }

    private static string TitleOf(Fact fact) => fact.Text(Core.Events.TextField.PageTitle);

    // Until the next event of the visit id; none after the last.
    private static Dictionary<Fact, long> GapsOf(IEnumerable<Fact> facts) =>
        facts.GroupBy(fact => (fact.Session, fact.Visit))
            .SelectMany(visit => visit.Zip(visit.Skip(1), (fact, next) => (fact, Gap: next.Ms - fact.Ms)))
            .ToDictionary(pair => pair.fact, pair => pair.Gap, ReferenceEqualityComparer.Instance as IEqualityComparer<Fact>);
}
