using Ingest.Core.Events;

namespace Ingest.IntegrationTests.ClickHouse.Sink;

/// <summary>Invariant: replaying any suffix of the log changes no query result, with the token of the first delivery or another.</summary>
[Collection(EngineCollection.Name)]
public sealed class ReplayTests(EmbeddedEngine engine)
{
    private const int Rows = 600;

    [Fact]
    public async Task The_same_range_twice_inserts_nothing_the_second_time()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        var (batch, range) = (EventRow.Batch(History(seed: 1)), SinkDatabase.NewRange());
        await database.DeliverAsync(batch, range);
        var (views, blocks) = (await database.ViewsAsync(), await BlocksAsync(database));
        Assert.Equal(3, blocks.Length);
        await database.DeliverAsync(batch, range);
        Assert.Equal(views, await database.ViewsAsync());
        Assert.Equal(blocks, await BlocksAsync(database));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Any_suffix_cut_anew_under_other_tokens_changes_no_view(int seed)
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        var rows = History(seed);
        await DeliverInPiecesAsync(database, rows, pieces: 5);
        var before = await database.ViewsAsync();
        Assert.True(before.Length > Rows, $"{before.Length} lines");

        await DeliverInPiecesAsync(database, rows[(Rows / 3)..], pieces: 7);
        Assert.Equal(before, await database.ViewsAsync());

        foreach (var table in new[] { "fact_event", "event_visit", "metadata_session" })
            await database.QueryAsync($"OPTIMIZE TABLE $.{table} FINAL");
        Assert.Equal(before, await database.ViewsAsync());

        await DeliverInPiecesAsync(database, rows, pieces: 2);
        Assert.Equal(before, await database.ViewsAsync());
    }

    [Fact]
    public async Task The_order_of_arrival_changes_no_view()
    {
        var rows = History(seed: 4);
        using var forwards = await SinkDatabase.CreateAsync(engine);
        using var backwards = await SinkDatabase.CreateAsync(engine);
        await DeliverInPiecesAsync(forwards, rows, pieces: 4);
        await DeliverInPiecesAsync(backwards, [.. rows.Reverse()], pieces: 9);
        Assert.Equal(await forwards.ViewsAsync(), await backwards.ViewsAsync());
    }

    // Every inserted block has a number of its own, whatever is merged later.
    private static Task<string[]> BlocksAsync(SinkDatabase database) => database.QueryAsync(
        "SELECT table, max(max_block_number) FROM system.parts WHERE database = '$' AND table != 'metadata_schema_version' GROUP BY table ORDER BY table");

    private static async Task DeliverInPiecesAsync(SinkDatabase database, EventRow[] rows, int pieces)
    {
        foreach (var piece in rows.Chunk((rows.Length + pieces - 1) / pieces))
            await database.DeliverAsync(EventRow.Batch(piece));
    }

    // Few sessions, many events of one millisecond, hostile times, identities that change: what could make an outcome depend on order.
    private static EventRow[] History(int seed)
    {
        var random = new Random(seed);
        var start = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
        return [.. Enumerable.Range(0, Rows).Select(i => Event(random, i, start))];
    }

    private static EventRow Event(Random random, int number, DateTimeOffset start)
    {
        var session = random.Next(20);
        var time = random.Next(20) == 0 ? start.AddYears(random.Next(-120, 270)) : start.AddMilliseconds(random.Next(400) * 10);
        return new EventRow
        {
            SessionId = EventRow.Numbered(session),
            VisitId = EventRow.Numbered((session * 10) + random.Next(3)),
            EventId = new Guid(number, (short)random.Next(short.MaxValue), 0x4000, [0x80, 0, 0, 0, 0, 0, 0, 0]),
            Time = time,
            ReceivedAt = start.AddSeconds(number),
            Type = (EventType)random.Next(1, 7),
            Path = $"/{random.Next(10)}",
            RevenueE4 = random.Next(3) * 10_000,
            Values = [.. Enumerable.Range(0, random.Next(4)).Select(k => ($"k{random.Next(3)}", $"{k}", (double)k, DataValueType.Number))],
        }.With(TextField.Browser, $"b{random.Next(3)}").With(TextField.DistinctId, random.Next(3) == 0 ? $"user {random.Next(3)}" : "");
    }
}
