using System.Text;
using Ingest.Core.Events;
using Ingest.Sinks.ClickHouse;
using Ingest.Sinks.ClickHouse.Client;

namespace Ingest.IntegrationTests.ClickHouse.Sink;

[Collection(EngineCollection.Name)]
public sealed class DeliveryTests(EmbeddedEngine engine)
{
    [Fact]
    public async Task Every_column_arrives_as_it_was()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        var row = new EventRow
        {
            EventId = new Guid("00112233-4455-6677-8899-aabbccddeeff"),
            ReceivedAt = new DateTimeOffset(2026, 11, 20, 12, 0, 1, 250, TimeSpan.Zero),
            Type = EventType.Custom,
            RevenueE4 = 123_456_700,
            Vitals = { [VitalField.Lcp] = 1234.5, [VitalField.Cls] = 0.1234 },
            Values =
            {
                ("plan", "pro", double.NaN, DataValueType.Text),
                ("seats", "3.0000", 3, DataValueType.Number),
                ("on", "true", double.NaN, DataValueType.Boolean),
                ("at", "2026-01-02T03:04:05.678Z", 1767323045678, DataValueType.Date),
                ("list", "[1]", double.NaN, DataValueType.Json),
            },
        };
        foreach (var field in Enum.GetValues<TextField>())
            row.Texts[field] = Encoding.UTF8.GetBytes($"text of {field}");
        await database.DeliverAsync(EventRow.Batch(row));

        var stored = await database.QueryAsync("SELECT * FROM $.fact_event FORMAT TSVWithNames");
        var columns = stored[0].Split('\t').Zip(stored[1].Split('\t')).ToDictionary(pair => pair.First, pair => pair.Second);
        Assert.Equal(46, columns.Count);
        foreach (var field in Enum.GetValues<TextField>())
            Assert.Equal($"text of {field}", columns[SnakeCase(field.ToString())]);
        Assert.Equal("00112233-4455-6677-8899-aabbccddeeff", columns["event_id"]);
        Assert.Equal(row.SiteId.ToString(), columns["site_id"]);
        Assert.Equal(row.SessionId.ToString(), columns["session_id"]);
        Assert.Equal(row.VisitId.ToString(), columns["visit_id"]);
        Assert.Equal(("2026-11-20 12:00:00.000", "2026-11-20 12:00:01.250"), (columns["event_time"], columns["received_at"]));
        Assert.Equal(("2", "12345.67"), (columns["event_type"], columns["revenue"]));
        Assert.Equal(("1234.5", "0.1234", "\\N"), (columns["lcp"], columns["cls"], columns["inp"]));
        Assert.Equal("{'plan':'pro','seats':'3.0000','on':'true','at':'2026-01-02T03:04:05.678Z','list':'[1]'}", columns["data_text"]);
        Assert.Equal("{'seats':3,'at':1767323045678}", columns["data_number"]);
        Assert.Equal("{'plan':1,'seats':2,'on':3,'at':4,'list':5}", columns["data_type"]);
    }

    [Fact]
    public async Task An_empty_batch_is_delivered_without_asking_anyone()
    {
        using var database = SinkDatabase.WithoutSchema(engine);
        await database.DeliverAsync(EventRow.Batch());
    }

    [Fact]
    public async Task A_missing_schema_is_retried_and_then_delivered()
    {
        using var database = SinkDatabase.WithoutSchema(engine);
        var (batch, range) = (EventRow.Batch(new EventRow()), SinkDatabase.NewRange());
        var outcome = await database.Sink.DeliverAsync(batch, range, TestContext.Current.CancellationToken);
        Assert.False(outcome.IsDelivered);
        Assert.Contains("ingest schema apply", outcome.Error, StringComparison.Ordinal);

        await database.Schema.ApplyAsync(TestContext.Current.CancellationToken);
        await database.DeliverAsync(batch, range);
        Assert.Equal(["1"], await database.QueryAsync("SELECT count() FROM $.v_pa_events"));
    }

    [Fact]
    public async Task A_wrong_password_is_retried_with_the_setting_to_check()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        database.Options.Password = "wrong";
        var outcome = await database.Sink.DeliverAsync(
            EventRow.Batch(new EventRow()), SinkDatabase.NewRange(), TestContext.Current.CancellationToken);
        Assert.False(outcome.IsDelivered);
        Assert.Contains("ClickHouse:Password", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_body_brings_the_same_rows()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        database.Options.Compression = ClickHouseCompression.Gzip;
        await database.DeliverAsync(EventRow.Batch(Enumerable.Range(0, 5000).Select(i => new EventRow { Path = $"/{i % 100}" })));
        Assert.Equal(["5000\t100"], await database.QueryAsync("SELECT count(), uniqExact(url_path) FROM $.v_pa_events"));
    }

    [Fact]
    public async Task Times_from_every_century_make_few_partitions_and_are_found_again()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        var first = new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var now = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
        var rows = Enumerable.Range(0, 4788).Select(month => new EventRow { Time = first.AddMonths(month), ReceivedAt = now });
        await database.DeliverAsync(EventRow.Batch([.. rows, new EventRow { Time = new(2299, 12, 31, 23, 59, 59, 999, TimeSpan.Zero), ReceivedAt = now }]));
        Assert.Equal(["4789"], await database.QueryAsync("SELECT count() FROM $.v_pa_events"));
        Assert.Equal(["12"], await database.QueryAsync("SELECT count() FROM $.v_pa_events WHERE event_time >= '1901-01-01' AND event_time < '1902-01-01'"));
        Assert.Equal(["2"], await database.QueryAsync("SELECT count() FROM $.v_pa_events WHERE event_time >= '2298-12-01'"));
        var partitions = await database.QueryAsync("SELECT DISTINCT partition FROM system.parts WHERE database = '$' AND table = 'fact_event' AND active ORDER BY partition");
        Assert.Equal(["0", "202611", "202612"], partitions);
    }

    [Fact]
    public async Task An_error_in_the_middle_of_a_result_is_thrown()
    {
        using var database = SinkDatabase.WithoutSchema(engine);
        var error = await Assert.ThrowsAnyAsync<Exception>(() => database.QueryAsync(
            "SELECT number, throwIf(number = 2000000, 'broken off') FROM numbers(3000000) SETTINGS max_block_size = 1000, max_threads = 1"));
        Assert.True(error is HttpRequestException or IOException or ClickHouseException { Code: 395 }, error.ToString());
    }

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
