using Ingest.Core.Events;

namespace Ingest.IntegrationTests.ClickHouse.Sink;

/// <summary>Bytes that a tracker may send and a table must give back.</summary>
[Collection(EngineCollection.Name)]
public sealed class UglyValueTests(EmbeddedEngine engine)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Every_byte_in_every_text_column()
    {
        var texts = Enumerable.Range(0, 256).Select(b => new[] { (byte)b })
            .Concat([Enumerable.Range(0, 256).Select(b => (byte)b).ToArray(), "\n\nDROP TABLE fact_event\n\n"u8.ToArray(), []])
            .ToArray();
        var rows = texts.Select((text, i) => new EventRow
        {
            Time = Start.AddMilliseconds(i),
            Texts = Enum.GetValues<TextField>().ToDictionary(field => field, _ => text),
        });
        using var database = await SinkDatabase.CreateAsync(engine);
        await database.DeliverAsync(EventRow.Batch(rows));
        var names = await database.QueryAsync(
            "SELECT name FROM system.columns WHERE database = '$' AND table = 'fact_event' AND type IN ('String', 'LowCardinality(String)')");
        Assert.Equal(TextFields.Count, names.Length);
        var expected = texts.Select(Convert.ToHexString).ToArray();
        foreach (var name in names)
            Assert.Equal(expected, await HexAsync(database, name));
    }

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(70_000)]
    public async Task As_many_distinct_texts(int distinct)
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        var paths = Enumerable.Range(0, distinct).Select(i => $"/page/{i * 7919 % distinct}").ToArray();
        await database.DeliverAsync(EventRow.Batch(paths.Select((path, i) => new EventRow { Time = Start.AddMilliseconds(i), Path = path })));
        Assert.Equal(paths, await database.QueryAsync("SELECT url_path FROM $.v_pa_events ORDER BY event_time FORMAT TSVRaw"));
    }

    [Fact]
    public async Task Texts_of_a_megabyte()
    {
        var texts = Enumerable.Range(0, 8).Select(i => Enumerable.Range(0, (1 << 20) + i).Select(j => (byte)(i * j)).ToArray()).ToArray();
        using var database = await SinkDatabase.CreateAsync(engine);
        await database.DeliverAsync(EventRow.Batch(texts.Select((text, i) => new EventRow
        {
            Time = Start.AddMilliseconds(i),
            Texts = { [TextField.UrlQuery] = text, [TextField.PageTitle] = text },
        })));
        var expected = texts.Select(Convert.ToHexString).ToArray();
        Assert.Equal(expected, await HexAsync(database, "url_query"));
        Assert.Equal(expected, await HexAsync(database, "page_title"));
    }

    [Fact]
    public async Task Maps_empty_huge_and_with_a_key_twice()
    {
        var huge = Enumerable.Range(0, 5_000).Select(i => ($"key {i}", i.ToString(), (double)i, DataValueType.Number)).ToList();
        EventRow[] rows =
        [
            new() { Time = Start },
            new() { Time = Start.AddMilliseconds(1), Type = EventType.Custom, Values = huge },
            new() { Time = Start.AddMilliseconds(2), Values = { ("", "", double.NaN, DataValueType.Text), ("a", "first", double.NaN, DataValueType.Text), ("a", "1.0000", 1, DataValueType.Number) } },
            new() { Time = Start.AddMilliseconds(3) },
        ];
        using var database = await SinkDatabase.CreateAsync(engine);
        await database.DeliverAsync(EventRow.Batch(rows));
        Assert.Equal(
            ["0\t0\t0", "5000\t5000\t5000", "3\t1\t3", "0\t0\t0"],
            await database.QueryAsync("SELECT length(data_text), length(data_number), length(data_type) FROM $.v_pa_events ORDER BY event_time"));
        Assert.Equal(
            ["\t\t1\t\\N", "a\tfirst\t1\t\\N"],
            await database.QueryAsync("SELECT data_key, string_value, data_type, number_value FROM $.v_pa_event_data WHERE event_type = 1 ORDER BY data_key"));
        Assert.Equal(
            ["5000\t12497500"],
            await database.QueryAsync("SELECT count(), sum(number_value) FROM $.v_pa_event_data WHERE event_type = 2 AND string_value = toString(number_value)"));
    }

    [Fact]
    public async Task A_batch_without_any_event_data()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        await database.DeliverAsync(EventRow.Batch(new EventRow(), new EventRow()));
        Assert.Equal(["2\t0"], await database.QueryAsync("SELECT count(), sum(length(data_text)) FROM $.v_pa_events"));
    }

    private static async Task<string[]> HexAsync(SinkDatabase database, string column)
    {
        // The dot keeps the line of an empty text.
        var lines = await database.QueryAsync($"SELECT concat(hex({column}), '.') FROM $.v_pa_events ORDER BY event_time");
        return [.. lines.Select(line => line.TrimEnd('.'))];
    }
}
