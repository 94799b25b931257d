namespace Ingest.Demo;

/// <summary>Writes a visit down while a journey walks through the pages: what each page sends by itself, and the time between.</summary>
internal sealed class VisitScript(DemoSite site, Visitor visitor, Source source, DateTimeOffset hour, SeededRandom random)
{
    private const double ReadMedianSeconds = 24;
    private const double ReadSpread = 0.9;
    private const int ReadSecondsMax = 150;
    private const double MeasuredShare = 0.6;

    private readonly List<VisitStep> _steps = [];
    private VisitStep _page = new(StepKind.View, 0, "", "", source.Referrer);
    private int _second;

    /// <summary>What the journey decides by.</summary>
    public SeededRandom Random => random;

    /// <summary>Who walks.</summary>
    public Visitor Visitor => visitor;

    /// <summary>What brought him.</summary>
    public Source Source => source;

    /// <summary>The clock hour that the visit is in.</summary>
    public DateTimeOffset Hour => hour;

    /// <summary>The messages so far.</summary>
    public IReadOnlyList<VisitStep> Steps => _steps;

    /// <summary>Opens a page, after some time on the one before.</summary>
    public void Open(Page page)
    {
        var isFirst = _steps.Count == 0;
        if (!isFirst)
        {
            Pass((int)Math.Clamp(random.Around(ReadMedianSeconds, ReadSpread), 3, ReadSecondsMax));
        }

        var referrer = isFirst ? source.Referrer : $"https://{site.Domain}{_page.Url}";
        _page = new VisitStep(StepKind.View, _second, isFirst ? source.Land(page.Path, random) : page.Path, page.Title, referrer);
        _steps.Add(_page);
        if (isFirst && visitor.AccountId is not null)
        {
            Pass(1);
            _steps.Add(Here(StepKind.Identify) with { Data = [("plan", site == DemoSite.Shop ? "customer" : "member"), ("country", visitor.Place.Country)] });
        }

        if (random.IsChance(MeasuredShare))
        {
            Pass(1 + random.Below(4));
            _steps.Add(Here(StepKind.Performance) with { Vitals = PageVitals.Of(visitor.Browser.Kind, random) });
        }
    }

    /// <summary>Does something on the open page that the site tracks.</summary>
    public void Do(string name, params IReadOnlyList<(string Key, object Value)> properties)
    {
        Pass(1 + random.Below(20));
        _steps.Add(Here(StepKind.Custom) with { Name = name, Data = properties });
    }

    private VisitStep Here(StepKind kind) => _page with { Kind = kind, Second = _second };

    private void Pass(int seconds) => _second += seconds;
}
