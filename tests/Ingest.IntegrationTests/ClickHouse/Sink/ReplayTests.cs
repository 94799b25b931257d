using Ingest.Core.Events;

namespace Ingest.IntegrationTests.ClickHouse.Sink;

/// <summary>Invariant: replaying any suffix of the log changes no query result, with the token of the first delivery or another.</summary>
[Collection(EngineCollection.Name)]
public sealed class ReplayTests(EmbeddedEngine engine)
{
    private const int Rows = 600;

    [Fact]
    public async Task The_same_range_twice_changes_no_view_and_is_merged_away()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        var (batch, range) = (EventRow.Batch(History(seed: 1)), SinkDatabase.NewRange());
        await database.DeliverAsync(batch, range);
        var views = await database.ViewsAsync();
        await database.DeliverAsync(batch, range);
        Assert.Equal(views, await database.ViewsAsync());
        await database.MergeAsync();
        Assert.Equal(views, await database.ViewsAsync());
        Assert.Equal(Rows, await RowsAsync(database));
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

        await database.MergeAsync();
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

    [Theory]
    [InlineData(101)]
    [InlineData(102)]
    public async Task Whatever_is_repeated_of_a_generated_log_in_whatever_pieces_changes_nothing_that_may_be_read(int seed)
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        var log = new GeneratedLog(seed, records: 300);
        var cuts = log.Cuts(from: 0);
        await DeliverAsync(database, log, cuts);
        var before = await database.ViewsAsync();
        Assert.True(before.Length > log.Length, $"{before.Length} lines");
        for (var step = 0; step < 5; step++)
        {
            var name = await RepeatAsync(database, log, cuts);
            var after = await database.ViewsAsync();
            Assert.True(before.SequenceEqual(after), $"seed {seed}, step {step}, {name}: {string.Join('\n', before.Except(after).Concat(after.Except(before)).Take(10))}");
        }
    }

    [Fact]
    public async Task A_repetition_that_ClickHouse_does_not_recognise_doubles_rows_of_tables_and_changes_no_view()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        foreach (var table in await database.QueryAsync("SELECT name FROM system.tables WHERE database = '$' AND create_table_query LIKE '%deduplication_window%'"))
        {
            // What a table remembers, of tokens or of rows, is forgotten within the next inserts.
            await database.QueryAsync($"ALTER TABLE $.{table} MODIFY SETTING non_replicated_deduplication_window = 3");
        }

        var log = new GeneratedLog(seed: 7, records: 100);
        await DeliverAsync(database, log, [0, 40]);
        await DeliverAsync(database, log, [40, 50, 60, 70, 80, 90, 100]);
        var (before, rows) = (await database.ViewsAsync(), await RowsAsync(database));

        await DeliverAsync(database, log, [0, 40]);

        Assert.True(await RowsAsync(database) > rows, "The rows are there again.");
        Assert.Equal(before, await database.ViewsAsync());
        await database.MergeAsync();
        Assert.Equal(before, await database.ViewsAsync());
    }

    private static async Task<string> RepeatAsync(SinkDatabase database, GeneratedLog log, int[] cuts)
    {
        var kind = log.Next(4);
        if (kind == 0)
        {
            await database.MergeAsync();
            return "merged";
        }

        // Suffixes: from a cut of the first run in its pieces, from anywhere in others; and one range alone, as a retry brings it.
        var first = log.Next(cuts.Length - 1);
        var places = kind switch { 1 => cuts[first..], 2 => log.Cuts(log.Next(log.Length)), _ => cuts[first..(first + 2)] };
        await DeliverAsync(database, log, places);
        return $"repeated {string.Join('-', places)}";
    }

    private static async Task DeliverAsync(SinkDatabase database, GeneratedLog log, int[] cuts)
    {
        foreach (var (from, until) in cuts.Zip(cuts.Skip(1)))
        {
            var (batch, range) = log.Read(from, until);
            await database.DeliverAsync(batch, range);
        }
    }

    private static async Task<long> RowsAsync(SinkDatabase database) => long.Parse((await database.QueryAsync("SELECT count() FROM $.fact_event")).Single());

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
