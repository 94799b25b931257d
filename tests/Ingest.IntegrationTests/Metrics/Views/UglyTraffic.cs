using System.Globalization;
using System.Text;
using Ingest.Core.Events;
using Ingest.IntegrationTests.ClickHouse.Sink;
using Ingest.IntegrationTests.Metrics.Reference;

namespace Ingest.IntegrationTests.Metrics.Views;

/// <summary>Traffic made up from a seed, of few texts and many coincidences: whatever could make a number depend on how it is computed.</summary>
internal sealed class UglyTraffic
{
    private const long MinuteMs = 60_000;

    private static readonly long[] Gaps =
    [
        0, 0, 1, 250, 5_000, 5_000, 40_000, 40_000, 40_000, 7 * MinuteMs, 7 * MinuteMs, (30 * MinuteMs) - 1, 30 * MinuteMs, (30 * MinuteMs) + 1, 59 * MinuteMs, 61 * MinuteMs,
        61 * MinuteMs, 125 * MinuteMs, 26 * 60 * MinuteMs, 75 * 60 * MinuteMs,
    ];

    // Clocks that change, ends of days and months in several zones, and where one or the other representation of time ends.
    private static readonly long[] Scenes =
    [
        .. new[]
        {
            "2026-10-25T01:00Z", "2026-03-29T01:00Z", "2026-11-01T06:00Z", "2026-03-08T07:00Z", "2026-04-04T15:00Z", "2026-10-03T15:30Z", "2026-11-30T23:00Z", "2026-11-30T18:15Z",
            "2026-12-31T23:59:59.9Z", "2026-12-01T00:00Z", "2026-11-20T12:00Z", "2026-11-20T12:00Z", "2026-11-20T12:00Z", "2026-11-21T00:00Z",
        }.Select(Ms),
    ];

    private static readonly long[] FarScenes =
    [
        .. new[] { "1900-01-02T00:00Z", "1969-12-31T23:30Z", "1970-01-01T00:30Z", "2106-02-07T06:00Z", "2149-06-06T23:00Z", "2299-12-20T12:00Z" }.Select(Ms),
    ];

    private readonly Random _random;
    private readonly List<EventRow> _rows = [];
    private int _ids;

    public UglyTraffic(int seed, int sessions)
    {
        _random = new Random(seed);
        for (var i = 0; i < sessions; i++)
            AddSession(Sites[_random.Next(5) is 0 ? 1 : 0]);
        Rejections = [.. Enumerable.Range(0, 60).Select(_ => NewRejection())];
    }

    /// <summary>The sites: most of the events are of the first, the last has none.</summary>
    public static IReadOnlyList<Guid> Sites { get; } = [EventRow.Numbered(901), EventRow.Numbered(902), EventRow.Numbered(903)];

    public static IReadOnlyList<string> Zones { get; } =
        ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Havana", "Pacific/Chatham"];

    public IReadOnlyList<EventRow> Rows => _rows;

    public IReadOnlyList<Rejection> Rejections { get; }

    private static long Ms(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    // A visitor whose session, and with it the visit, changes now and then in the midst of what he does, as when the salt does.
    private void AddSession(Guid site)
    {
        var isFar = _random.Next(12) == 0;
        var time = Pick(isFar ? FarScenes : Scenes) + _random.NextInt64(-5 * Fact.HourMs, 5 * Fact.HourMs);
        if (_random.Next(4) == 0)
            time -= time % Fact.HourMs;
        var (session, visit) = (NextId(), NextId());
        var kinds = Pick<EventType[]>([[], [], [], [EventType.Identify], [EventType.Custom, EventType.Performance]]);
        var self = Texts();
        for (var left = _random.Next(1, 12); left > 0; left--)
        {
            var row = NewEvent(site, session, visit, time) with { Texts = new(self) };
            _rows.Add(Finish(kinds.Length == 0 ? row : row with { Type = Pick(kinds) }));
            time = Math.Min(time + Pick(Gaps), Ms("2299-12-31T20:00Z"));
            if (_random.Next(12) == 0)
                session = NextId();
            if (_random.Next(6) == 0)
                (visit, self) = (NextId(), _random.Next(2) == 0 ? Texts() : self);
        }
    }

    private EventRow NewEvent(Guid site, Guid session, Guid visit, long ms) => new()
    {
        SiteId = site,
        SessionId = session,
        VisitId = visit,
        EventId = NextId(),
        Time = DateTimeOffset.FromUnixTimeMilliseconds(ms),
        ReceivedAt = _random.Next(4) == 0 ? DateTimeOffset.FromUnixTimeMilliseconds(Scenes[^1]) : DateTimeOffset.FromUnixTimeMilliseconds(ms),
        Type = _random.Next(20) switch
        {
            < 10 => EventType.Pageview,
            < 14 => EventType.Custom,
            < 15 => EventType.Link,
            < 16 => EventType.Pixel,
            < 19 => EventType.Performance,
            _ => EventType.Identify,
        },
    };

    // What is of one event: page, identity now and then, and what its type has.
    private EventRow Finish(EventRow row)
    {
        row = row.With(TextField.UrlPath, Pick("/", "/a", "/b", "/cart", "/Äpfel", "/it's \"quoted\"\t\\", "")).With(TextField.PageTitle, Pick("A", "B", "C", ""));
        row = row.With(TextField.UrlQuery, $"n={_ids % 7}").With(TextField.ReferrerPath, $"/from/{_ids % 3}").With(TextField.Tag, $"tag {_ids % 2}");
        row = _random.Next(8) == 0 ? row.With(TextField.DistinctId, Pick("user-1", "user-2", "user-3")) : row;
        row = _random.Next(6) == 0 ? row.With(TextField.ReferrerDomain, Referrer()).With(TextField.UtmSource, Pick("", "google", "news")) : row;
        row = _random.Next(10) == 0 ? row.With(TextField.Country, Pick("DE", "FR", "")) : row;
        row = row with { RevenueE4 = _random.Next(6) == 0 ? Pick(12_3456L, -5_0000, 1, 99_999_999_0000, 0) : 0 };
        row = row.RevenueE4 != 0 ? row.With(TextField.Currency, Pick("EUR", "USD", "eur", "")) : row;
        foreach (var vital in row.Type == EventType.Performance ? Enum.GetValues<VitalField>() : [])
            row.Vitals[vital] = Pick(double.NaN, 0, 0.1, 1234.5, 1234.5, 20_000, _random.Next(4000));
        if (row.Type != EventType.Custom)
            return row;

        return row.With(TextField.EventName, Pick("signup", "purchase", "Kauf'\\", "")) with { Values = [.. Enumerable.Range(0, _random.Next(4)).Select(_ => NewValue())] };
    }

    // Numbers whose sums are exact in whatever order.
    private (string Key, string Text, double Number, DataValueType Type) NewValue()
    {
        var key = Pick("plan", "price", "k");
        return (DataValueType)_random.Next(1, 6) switch
        {
            DataValueType.Text => (key, Pick("pro", "team", ""), double.NaN, DataValueType.Text),
            DataValueType.Number => (key, Pick("1.5000", "2.0000"), Pick(1.5, -2, 0, 4096.25), DataValueType.Number),
            DataValueType.Boolean => (key, Pick("true", "false"), double.NaN, DataValueType.Boolean),
            DataValueType.Date => (key, "2026-01-02T03:04:05.678Z", 1767323045678, DataValueType.Date),
            _ => (key, "[1]", double.NaN, DataValueType.Json),
        };
    }

    private Dictionary<TextField, byte[]> Texts()
    {
        var texts = new Dictionary<TextField, string>
        {
            [TextField.Hostname] = Pick("shop.example", "www.shop.example", "other.example", ""),
            [TextField.ReferrerDomain] = Referrer(),
            [TextField.Browser] = Pick("chrome", "firefox", ""),
            [TextField.Os] = Pick("Linux", "iOS", ""),
            [TextField.Device] = Pick("laptop", "mobile", ""),
            [TextField.Screen] = Pick("1920x1080", ""),
            [TextField.Language] = Pick("de-DE", "en", ""),
            [TextField.Country] = Pick("DE", "US", "NP", ""),
            [TextField.Region] = Pick("DE-BE", "US-NY", ""),
            [TextField.City] = Pick("Berlin", "New York", "München", ""),
            [TextField.UtmSource] = Pick("", "", "", "google", "Facebook", "partner.example", "newsletter"),
            [TextField.UtmMedium] = Pick("", "", "", "cpc", "Email", "social", "organic", "display", "affiliate"),
            [TextField.UtmCampaign] = Pick("", "spring", "SPRING"),
            [TextField.UtmContent] = Pick("", "red"),
            [TextField.UtmTerm] = Pick("", "shoes"),
        };
        foreach (var field in new[] { TextField.Gclid, TextField.Fbclid, TextField.Msclkid, TextField.Ttclid, TextField.LiFatId, TextField.Twclid }.Where(_ => _random.Next(20) == 0))
            texts[field] = "id";
        return texts.ToDictionary(text => text.Key, text => Encoding.UTF8.GetBytes(text.Value));
    }

    private string Referrer() => Pick(
        "", "", "shop.example", "other.example", "google.com", "news.example", "chatgpt.com", "m.facebook.com", "bing.com", "mail.example", "t.co", "partner.example");

    private Rejection NewRejection()
    {
        var ms = Pick(Scenes) + _random.NextInt64(-Fact.HourMs, Fact.HourMs);
        return new Rejection(EventRow.Site, NextId(), DateTimeOffset.FromUnixTimeMilliseconds(ms - (ms % MinuteMs)), "site", Pick("unknown_site", "bot", "rate"), _random.Next(1, 9));
    }

    private Guid NextId()
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        BitConverter.TryWriteBytes(bytes, ++_ids);
        return new Guid(bytes);
    }

    private T Pick<T>(params ReadOnlySpan<T> values) => values[_random.Next(values.Length)];
}
