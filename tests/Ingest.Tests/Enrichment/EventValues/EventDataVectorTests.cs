using System.Globalization;
using System.Text;
using System.Text.Json;
using Ingest.Core.Enrichment;
using Ingest.Core.Enrichment.EventValues;
using Ingest.Core.Events;
using Ingest.Core.Intake;

namespace Ingest.Tests.Enrichment.EventValues;

public sealed class EventDataVectorTests
{
    private static readonly EventDataEnricher Enricher = new();

    private static readonly JsonElement Vectors = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", "event-data.json"))).RootElement;

    public static TheoryData<string> RecordedCases() => new(UmamiVectors.Cases
        .Where(item => item.Payload()?.TryGetProperty("data", out _) == true && item.GetProperty("status").GetInt32() == 200)
        .Select(item => item.Name()));

    public static TheoryData<string> ComputedCases() =>
        new(Vectors.GetProperty("cases").EnumerateArray().Select(item => item.GetProperty("name").GetString()!));

    [Theory]
    [MemberData(nameof(RecordedCases))]
    public void Values_and_revenue_equal_the_recorded_rows(string name)
    {
        var item = UmamiVectors.Case(name);
        var context = item.Start("127.0.0.1", 1_795_175_175_000);
        Assert.Equal(RejectionReason.None, Enricher.Enrich(context));

        var expected = item.Rows("event_data").Concat(item.Rows("session_data")).Select(Row);
        Assert.Equal(expected, Values(context.Draft).Select(value => value with { Number = value.Type == 4 ? "" : value.Number }));
        var revenue = item.Rows("revenue").Select(row => (row.GetProperty("revenue").GetDecimal(), row.GetProperty("currency").GetString()));
        Assert.Equal(revenue.FirstOrDefault((0m, "")), (context.Draft.RevenueE4 / 10_000m, Encoding.UTF8.GetString(context.Draft[TextField.Currency])));
    }

    [Theory]
    [MemberData(nameof(ComputedCases))]
    public void Values_equal_those_of_JavaScript(string name)
    {
        var item = Vectors.GetProperty("cases").EnumerateArray().First(item => item.GetProperty("name").GetString() == name);
        var context = EventDataRun.Enrich(Enricher, Encoding.UTF8.GetBytes(item.GetProperty("data").GetString()!));

        var expected = item.GetProperty("values").EnumerateArray().Select(value => new Flat(
            value.GetProperty("key").GetString()!,
            value.GetProperty("text").GetString()!,
            value.GetProperty("number").GetString() ?? "",
            value.GetProperty("type").GetInt32()));
        Assert.Equal(expected.Select(Canonical), Values(context.Draft).Select(Canonical));
    }

    // Both sides print numbers in their own way.
    private static Flat Canonical(Flat value) => value with
    {
        Number = value.Number is "" or "Infinity" or "-Infinity"
            ? value.Number
            : double.Parse(value.Number, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
    };

    private static Flat Row(JsonElement row) => new(
        row.GetProperty("data_key").GetString()!,
        row.GetProperty("string_value").GetString()!,
        row.TryGetProperty("number_value", out var number) ? number.GetDouble().ToString("R", CultureInfo.InvariantCulture) : "",
        row.GetProperty("data_type").GetInt32());

    private static IEnumerable<Flat> Values(EventDraft draft) => draft.Data.Select(value => new Flat(
        Encoding.UTF8.GetString(draft.Arena[value.Key]),
        Encoding.UTF8.GetString(draft.Arena[value.Text]),
        double.IsNaN(value.Number) ? "" : double.IsInfinity(value.Number) ? (value.Number > 0 ? "Infinity" : "-Infinity") : value.Number.ToString("R", CultureInfo.InvariantCulture),
        (int)value.Type));

    private sealed record Flat(string Key, string Text, string Number, int Type);
}
