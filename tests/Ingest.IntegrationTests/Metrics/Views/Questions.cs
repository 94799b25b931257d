using Ingest.IntegrationTests.ClickHouse.Sink;
using Ingest.IntegrationTests.Metrics.Reference;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.IntegrationTests.Metrics.Views;

/// <summary>Questions made up from a seed for one view: ranges, zones, units, filters.</summary>
internal sealed class Questions
{
    private const long DayMs = 24 * Fact.HourMs;

    // Times of 1900 to 2299 that the clients may send.
    private static readonly long Begin = new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly long End = new DateTimeOffset(2299, 12, 31, 23, 59, 59, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private static readonly string[] Units = ["minute", "hour", "day", "week", "month", "quarter", "year"];

    private static readonly string[][] Funnels =
    [
        ["path:/", "path:/a"], ["path:*", "event:*"], ["path:*", "event:signup", "event:*"], ["path:/", "path:/", "path:/"], ["event:purchase"], ["*", "*", "*", "*", "*"], ["path:/cart", "event:nothing", "path:/"], ["path:/Äpfel", "path:/b*"],
    ];

    private readonly Random _random;
    private readonly ViewFile _view;
    private readonly IReadOnlyList<EventRow> _rows;
    private readonly string[] _keys;
    private int _asked;
    private int _ranges;

    /// <summary>Makes questions.</summary>
    /// <param name="view">The view.</param>
    /// <param name="rows">The events, for ranges that begin and end with one.</param>
    /// <param name="seed">What they are made of.</param>
    public Questions(ViewFile view, IReadOnlyList<EventRow> rows, int seed)
    {
        _random = new Random(seed);
        (_view, _rows) = (view, rows);
        string[] names =
        [
            "hostname", "browser", "os", "device", "screen", "language", "country", "region", "city", "distinct_id", "entry", "exit", "referrer", "channel", "utm_source", "utm_medium",
            "utm_campaign", "utm_content", "utm_term", "click_id", "path", "event",
        ];
        _keys = [.. names.SelectMany(name => new[] { name, $"!{name}", $"~{name}" })];
        _random.Shuffle(_keys);
    }

    public Question Next()
    {
        var (since, until) = Range();
        var unit = Pick(Units);
        if (_view.Name == "view_active_users" && until - since > 900 * DayMs)
            until = since + (900 * DayMs);
        return new Question
        {
            Site = _random.Next(8) switch { 0 => UglyTraffic.Sites[1], 1 => Pick([.. UglyTraffic.Sites, EventRow.Site]), _ => _view.Name.StartsWith("view_rej", StringComparison.Ordinal) ? EventRow.Site : UglyTraffic.Sites[0] },
            Since = since,
            Until = until,
            Zone = since < 0 ? Pick("UTC", "Europe/Berlin") : Pick([.. UglyTraffic.Zones]),
            Unit = unit,
            Filter = _view.Parameters.Any(parameter => parameter.Name == "filter") ? Filter() : new(),
            Steps = Pick(Funnels),
            Seconds = Pick(0L, 60, 1800, 86_400, 4_000_000_000),
            Length = Pick(1, 2, 4, 255),
            Event = Pick("signup", "purchase", "Kauf'\\", ""),
            Key = Pick("plan", "price", "k", "none"),
        };
    }

    // Every other question is where it hurts: whole hours that several visits share, times before 1970, events that have a key twice.
    private int RangeKind() => (_ranges++ % 2, _view.Name) switch
    {
        (0, "view_pages" or "view_sessions") => 3,
        (0, "view_funnel") => 0,
        (0, "view_event_values") => 1,
        _ => _random.Next(10),
    };

    private (long Since, long Until) Range()
    {
        var time = Pick([.. _rows]).Time.ToUnixTimeMilliseconds();
        var hour = time - (time % Fact.HourMs);
        var until = hour + (_random.Next(1, 8) * Fact.HourMs);
        return RangeKind() switch
        {
            0 => (Begin, End),
            1 => (new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds()),
            2 => (hour - (_random.Next(40) * DayMs), until),
            3 => (hour - (_random.Next(8) * Fact.HourMs), until),
            4 => (hour - (_random.Next(8) * Fact.HourMs), until - _random.Next(1, 1500)),
            5 => (time, time + _random.NextInt64(1, 2 * DayMs)),
            6 => (time - _random.NextInt64(1, 2 * DayMs), time + _random.Next(2)),
            7 => (time - _random.Next(600_000), time + _random.Next(2_400_000)),
            8 => (hour - (_random.Next(1, 4) * DayMs) + _random.Next(1000), hour + (_random.Next(4) * DayMs) + 1),
            _ => (time, time - _random.Next(2)),
        };
    }

    // One key after the other, alone or with some more; every third question has none.
    private Dictionary<string, string[]> Filter()
    {
        var filter = new Dictionary<string, string[]>();
        for (var count = Pick(0, 1, 1, 1, 1, 3); count > 0; count--)
        {
            var key = _keys[_asked++ % _keys.Length];
            filter[key] = [.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => key[0] == '~' ? Pick("e", "S", "ä", "/", "g", "user") : TextOf(key.TrimStart('!')))];
        }

        return filter;
    }

    private string TextOf(string name) => name switch
    {
        "entry" or "exit" or "path" => Pick("/", "/a", "/Äpfel", "/it's \"quoted\"\t\\", ""),
        "event" => Pick("signup", "purchase", "Kauf'\\", ""),
        "hostname" => Pick("shop.example", "www.shop.example", ""),
        "browser" => Pick("chrome", "firefox", ""),
        "os" => Pick("Linux", "iOS", ""),
        "device" => Pick("laptop", "mobile", ""),
        "screen" => Pick("1920x1080", ""),
        "language" => Pick("de-DE", "en", ""),
        "country" => Pick("DE", "US", "NP", ""),
        "region" => Pick("DE-BE", "US-NY", ""),
        "city" => Pick("Berlin", "München", ""),
        "distinct_id" => Pick("user-1", "user-2", ""),
        "referrer" => Pick("google.com", "shop.example", ""),
        "channel" => Pick("Direct", "Organic search", "Partners", "Paid search", "Social"),
        "utm_source" => Pick("google", ""),
        "utm_medium" => Pick("cpc", ""),
        "utm_campaign" => Pick("spring", ""),
        "utm_content" => Pick("red", ""),
        "utm_term" => Pick("shoes", ""),
        _ => Pick("gclid", "fbclid", ""),
    };

    private T Pick<T>(params ReadOnlySpan<T> values) => values[_random.Next(values.Length)];
}
