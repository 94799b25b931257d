using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ingest.IntegrationTests.Conformance;

/// <summary>Every recorded case of Umami 3.1, over real HTTP, through the embedded engine: status, body and stored row.</summary>
public sealed class RecordedVectorTests(ReplayedVectors vectors) : IClassFixture<ReplayedVectors>
{
    private static readonly string[] EventColumns =
    [
        "url_path", "url_query", "page_title", "event_name", "hostname", "referrer_path", "referrer_query", "referrer_domain",
        "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term", "gclid", "fbclid", "msclkid", "ttclid", "li_fat_id", "twclid", "tag",
    ];

    private static readonly string[] VitalColumns = ["lcp", "inp", "cls", "fcp", "ttfb"];

    private static readonly string[] SessionColumns =
        ["browser", "os", "device", "screen", "language", "country", "region", "city", "distinct_id"];

    public static TheoryData<string> Names => [.. RecordedCase.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Status_and_body_are_the_recorded_ones(string name)
    {
        var replay = vectors.Replays[name];
        var recorded = replay.Recorded;
        if (recorded.Status == 500)
        {
            Assert.True(replay.Status == 200 && replay.Json?["sessionId"] is not null, $"{Differences.StoredInsteadOf500}, but: {replay.Status} {replay.Body}");
            return;
        }

        if (Differences.Statuses.TryGetValue(name, out var difference))
        {
            Assert.True(difference.Status == replay.Status, difference.Reason);
            return;
        }

        Assert.Equal(recorded.Status, replay.Status);
        if (recorded.Status == 308)
        {
            Assert.Equal("/api/send", replay.Headers["Location"]);
        }
        else if (recorded.Response is JsonObject expected)
        {
            AssertBody(expected, replay.Json!.AsObject());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_answer_allows_every_origin(string name) => Assert.Equal("*", vectors.Replays[name].Headers["Access-Control-Allow-Origin"]);

    [Theory]
    [MemberData(nameof(Names))]
    public void Stored_rows_are_the_recorded_ones(string name)
    {
        var replay = vectors.Replays[name];
        var expected = replay.Recorded.Rows("website_event");
        Assert.Equal(Differences.Statuses.ContainsKey(name) ? 0 : RowsHere(replay.Recorded), replay.Rows.Count);
        if (replay.Recorded.Status == 500 || Differences.Statuses.ContainsKey(name))
        {
            return;
        }

        foreach (var (recorded, row) in expected.OrderBy(Path).Zip(replay.Rows.OrderBy(Path)))
        {
            Assert.Equal((int)recorded["event_type"]!, (int)row["event_type"]!);
            Assert.Equal((string)recorded["website_id"]!, (string)row["site_id"]!);
            AssertTexts(name, EventColumns, recorded, row);
            Assert.All(VitalColumns, column => Assert.Equal((double?)recorded[column], Number(row[column])));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Session_attributes_are_the_recorded_ones(string name)
    {
        var replay = vectors.Replays[name];
        var expected = replay.Recorded.Rows("session");
        Assert.True(replay.Rows.Count >= expected.Count || replay.Recorded.Status == 500);
        foreach (var (recorded, row) in expected.Zip(replay.Rows))
        {
            AssertTexts(name, SessionColumns, recorded, row);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Event_data_is_the_recorded_one(string name)
    {
        var replay = vectors.Replays[name];
        var expected = replay.Recorded.Rows("event_data");
        if (replay.Recorded.Status == 500)
        {
            Assert.True(replay.Data.Count >= expected.Count);
            return;
        }

        var actual = replay.Data.ToDictionary(row => (string)row["data_key"]!);
        Assert.Equal(expected.Select(row => (string)row["data_key"]!).Order(), actual.Keys.Order());
        foreach (var recorded in expected)
        {
            var row = actual[(string)recorded["data_key"]!];
            Assert.Equal((int)recorded["data_type"]!, (int)row["data_type"]!);
            Assert.Equal((string?)recorded["string_value"] ?? "", (string?)row["string_value"] ?? "");
            Assert.Equal((double?)recorded["number_value"], Number(row["number_value"]));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Revenue_is_the_recorded_one(string name)
    {
        var replay = vectors.Replays[name];
        var expected = replay.Recorded.Rows("revenue");
        if (replay.Recorded.Status == 500)
        {
            Assert.NotEmpty(replay.Rows);
            return;
        }

        var actual = replay.Rows.Where(row => Number(row["revenue"]) is > 0).ToArray();
        Assert.Equal(
            expected.Select(row => ((double?)row["revenue"], (string?)row["currency"])),
            actual.Select(row => (Number(row["revenue"]), (string?)row["currency"])));
    }

    // Umami makes no event of an identify, and none of most that it answers with 500: here both are events.
    private static int RowsHere(RecordedCase recorded) =>
        recorded.Rows("website_event").Count is > 0 and var count ? count
        : recorded.Status == 500 || recorded.IsIdentify || HasServerError(recorded.Response) ? 1
        : 0;

    private static void AssertTexts(string name, string[] columns, JsonNode recorded, JsonNode row)
    {
        foreach (var column in columns.Where(c => !Differences.Columns.TryGetValue(name, out var difference) || difference.Column != c))
        {
            Assert.True(((string?)recorded[column] ?? "") == ((string?)row[column] ?? ""), $"{column}: recorded {recorded[column]}, stored {row[column]}");
        }
    }

    // Events of one batch have one time of reception.
    private static string Path(JsonNode row) => (string)row["url_path"]!;

    private static double? Number(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Number => (double)value!,
        JsonValueKind.String when double.TryParse((string)value!, System.Globalization.CultureInfo.InvariantCulture, out var number) && !double.IsNaN(number) => number,
        _ => null,
    };

    private static bool HasServerError(JsonNode? reply) => reply?.ToJsonString().Contains("server-error", StringComparison.Ordinal) == true;

    // Times, and so ids and tokens, are those of the recording: their shape is compared here, their formulas in the unit tests.
    private static void AssertBody(JsonObject expected, JsonObject actual)
    {
        if (expected["error"] is not null)
        {
            Assert.True(JsonNode.DeepEquals(expected, actual), actual.ToJsonString());
            return;
        }

        Assert.Equal(expected.Select(p => p.Key), actual.Select(p => p.Key));
        foreach (var (key, value) in expected.Where(p => p.Key is "size" or "beep" || (p.Key is "processed" or "errors" or "details" && !HasServerError(expected))))
        {
            Assert.True(JsonNode.DeepEquals(value, actual[key]), key);
        }
    }
}
