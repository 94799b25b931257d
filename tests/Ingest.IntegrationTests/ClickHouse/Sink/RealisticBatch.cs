using System.Text;
using Ingest.Core.Batching;
using Ingest.Core.Events;

namespace Ingest.IntegrationTests.ClickHouse.Sink;

/// <summary>Events as a day of 20 sites brings them: visits of about four events, Zipf-like paths, 12 % custom events with four values, 10 % vitals.</summary>
internal static class RealisticBatch
{
    private static readonly string[] Browsers = ["chrome", "crios", "safari", "ios", "firefox", "edge-chromium", "samsung", "opera"];
    private static readonly string[] Systems = ["Windows 10", "Mac OS", "iOS", "Android OS", "Linux"];
    private static readonly string[] Screens = ["1920x1080", "390x844", "1536x864", "2560x1440", "412x915"];
    private static readonly string[] Referrers = ["", "", "google.com", "bing.com", "t.co", "news.ycombinator.com", "github.com"];
    private static readonly string[] Names = ["signup_click", "video_play", "add_to_cart", "purchase", "download", "search"];
    private static readonly long Start = new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public static EventBatch Create(int rows, int seed)
    {
        var (random, batch) = (new Random(seed), new EventBatch());
        for (var row = 0; row < rows; row++)
            Add(batch, random, row, seed);
        return batch;
    }

    private static void Add(EventBatch batch, Random random, int row, int seed)
    {
        var visitor = random.Next(50_000);
        var kind = random.NextDouble();
        var type = kind < 0.76 ? EventType.Pageview : kind < 0.88 ? EventType.Custom : kind < 0.98 ? EventType.Performance : EventType.Identify;
        batch.SiteId.Add(EventRow.Numbered((int)Zipf(random, 20)));
        batch.SessionId.Add(Scattered(visitor, 1));
        batch.VisitId.Add(Scattered(visitor, 2));
        batch.EventId.Add(Scattered((seed * 10_000_000) + row, 3));
        batch.EventTimeMs.Add(Start + (seed * 1000L) + (row / 100));
        batch.ReceivedAtMs.Add(Start + (seed * 1000L) + (row / 100) + 30);
        batch.EventType.Add((byte)type);
        batch.RevenueE4.Add(0);
        for (var field = 0; field < TextFields.Count; field++)
            batch.Text((TextField)field).Add(Encoding.UTF8.GetBytes(Text((TextField)field, type, visitor, random)));
        foreach (var vital in Enum.GetValues<VitalField>())
            batch.Vital(vital).Add(type == EventType.Performance ? Math.Round(random.NextDouble() * 3000, 1) : double.NaN);
        if (type is EventType.Custom or EventType.Identify)
            AddValues(batch, visitor);
        batch.DataEnds.Add(batch.DataKeys.Count);
    }

    private static void AddValues(EventBatch batch, int visitor)
    {
        for (var i = 0; i < 4; i++)
        {
            batch.DataKeys.Add(Encoding.UTF8.GetBytes($"property_{i}"));
            batch.DataTexts.Add(Encoding.UTF8.GetBytes($"{visitor % 50}.0000"));
            batch.DataNumbers.Add(i == 0 ? visitor % 50 : double.NaN);
            batch.DataTypes.Add((byte)(i == 0 ? DataValueType.Number : DataValueType.Text));
        }
    }

    private static string Text(TextField field, EventType type, int visitor, Random random)
    {
        var isTagged = visitor % 7 == 0;
        var page = Zipf(random, 2000);
        return field switch
        {
            TextField.EventName => type == EventType.Custom ? Names[random.Next(Names.Length)] : "",
            TextField.Hostname => $"www.site{visitor % 20}.example",
            TextField.UrlPath or TextField.ReferrerPath => $"/section-{page % 16}/some-article-about-{page}",
            TextField.PageTitle => $"Some article about {page} | Site {visitor % 20}",
            TextField.UrlQuery => isTagged ? $"utm_source=google&utm_campaign=campaign-{visitor % 40}&gclid={Scattered(visitor, 9):N}" : "",
            TextField.ReferrerDomain => Referrers[random.Next(Referrers.Length)],
            TextField.UtmSource => isTagged ? "google" : "",
            TextField.UtmCampaign => isTagged ? $"campaign-{visitor % 40}" : "",
            TextField.Gclid => isTagged ? $"{Scattered(visitor, 9):N}" : "",
            TextField.Browser => Browsers[visitor % Browsers.Length],
            TextField.Os => Systems[visitor % Systems.Length],
            TextField.Device => visitor % 2 == 0 ? "mobile" : "laptop",
            TextField.Screen => Screens[visitor % Screens.Length],
            TextField.Language => visitor % 3 == 0 ? "en-US" : "de-DE",
            TextField.Country => visitor % 5 == 0 ? "US" : "DE",
            TextField.Region => $"DE-{visitor % 16}",
            TextField.City => $"City {visitor % 400}",
            TextField.DistinctId => visitor % 10 == 0 ? $"user-{visitor}" : "",
            _ => "",
        };
    }

    private static double Zipf(Random random, int count) => Math.Floor(Math.Exp(random.NextDouble() * Math.Log(count)));

    private static Guid Scattered(int number, int salt)
    {
        var random = new Random(HashOf(number, salt));
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private static int HashOf(int number, int salt) => unchecked((number * (int)0x9E3779B1) ^ (salt * 0x85EBCA6));
}
