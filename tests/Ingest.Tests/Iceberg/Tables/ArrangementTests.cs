using System.Text;
using Ingest.Core.Events;
using Ingest.Parquet.Columns;
using Ingest.Sinks.Iceberg.Tables;

namespace Ingest.Tests.Iceberg.Tables;

public sealed class ArrangementTests
{
    private const long DayMs = 86_400_000;
    private static readonly Guid Site = new("11111111-1111-1111-1111-111111111111");
    private static readonly Guid OtherSite = new("22222222-2222-2222-2222-222222222222");

    private readonly EventRows _rows = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_event_is_in_the_one_file_of_its_day_and_site_by_time(int seed)
    {
        var random = new Random(seed);
        var events = Enumerable.Range(0, 500)
            .Select(_ => new LakeEvent(random.Next(2) == 0 ? Site : OtherSite, Guid.NewGuid(), random.NextInt64(-3 * DayMs, 3 * DayMs)))
            .ToArray();
        _rows.Fill(LakeBatch.Of(events));

        var arranged = PaEvents.Arrange(_rows);

        var order = arranged.Order.ToArray();
        Assert.Equal(Enumerable.Range(0, 500), order.Order());
        Assert.Equal(arranged.Files.Count, arranged.Files.DistinctBy(file => (file.Day, file.SiteId)).Count());
        Assert.Equal(0, arranged.Files[0].Start);
        foreach (var file in arranged.Files)
        {
            var rows = order[file.Start..(file.Start + file.Count)];
            Assert.All(rows, row => Assert.Equal((file.SiteId, file.Day), (events[row].Site, (int)Math.Floor((double)events[row].TimeMs / DayMs))));
            Assert.Equal(rows.Select(row => events[row].TimeMs).Order(), rows.Select(row => events[row].TimeMs));
        }

        Assert.Equal(500, arranged.Files.Sum(file => file.Count));
    }

    [Fact]
    public void What_was_not_sent_has_no_value()
    {
        _rows.Fill(LakeBatch.Of([new LakeEvent(Site, Site, TimeMs: 1), new LakeEvent(Site, Site, TimeMs: 2) { Browser = "chrome" }]));

        var browser = _rows.Column<TextColumn>("browser");
        Assert.False(browser.HasValue(0));
        Assert.Equal("chrome", Encoding.UTF8.GetString(browser[1]));
        Assert.False(_rows.Column<FixedColumn<double>>("lcp").HasValue(0));
        Assert.False(_rows.EventData.HasValue(1));
        Assert.Equal([1000L, 2000L], _rows.EventTime.Values.ToArray());
    }

    [Fact]
    public void Identify_is_a_row_of_sessions_alone()
    {
        _rows.Fill(LakeBatch.Of(
        [
            new LakeEvent(Site, Site, TimeMs: 1),
            new LakeEvent(Site, Site, TimeMs: 2) { Type = EventType.Identify, DistinctId = "ann", Data = [("plan", "free"), ("age", "7")] },
            new LakeEvent(Site, Site, TimeMs: 3) { Type = EventType.Identify, Data = [("plan", "paid")] },
        ]));

        Assert.Equal([0], PaEvents.Arrange(_rows).Order.ToArray());
        var sessions = new PaSessions().Arrange(_rows);
        Assert.Equal(1, sessions.Rows.RowCount);
        Assert.Equal("ann", Encoding.UTF8.GetString(Column<TextColumn>(sessions, "distinct_id")[0]));
        Assert.Equal(["age=7", "plan=paid"], Pairs(Column<MapColumn>(sessions, "data"), row: 0).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_session_is_one_row_from_its_first_event_to_its_last()
    {
        var (one, two) = (Guid.NewGuid(), Guid.NewGuid());
        _rows.Fill(LakeBatch.Of(
        [
            new LakeEvent(Site, one, TimeMs: 5) { Browser = "late" },
            new LakeEvent(Site, two, TimeMs: DayMs + 1) { Browser = "other" },
            new LakeEvent(Site, one, TimeMs: 3) { Browser = "first" },
            new LakeEvent(OtherSite, one, TimeMs: 4),
            new LakeEvent(Site, one, TimeMs: DayMs * 2),
        ]));

        var sessions = new PaSessions().Arrange(_rows);

        Assert.Equal(3, sessions.Rows.RowCount);
        Assert.Equal([0, 1], sessions.Files.Select(file => file.Day));
        Assert.Equal([2, 1], sessions.Files.Select(file => file.Count));
        var row = Enumerable.Range(0, 3).Single(row =>
            (Encoding.UTF8.GetString(Column<TextColumn>(sessions, "site_id")[row]), Column<FixedColumn<Guid>>(sessions, "session_id").Values[row]) == (Site.ToString(), one));
        Assert.Equal(3_000, Column<FixedColumn<long>>(sessions, "created_at").Values[row]);
        Assert.Equal(DayMs * 2_000, Column<FixedColumn<long>>(sessions, "updated_at").Values[row]);
        Assert.Equal("first", Encoding.UTF8.GetString(Column<TextColumn>(sessions, "browser")[row]));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(200)]
    public void A_key_that_comes_twice_is_one_pair_with_its_first_value(int distinct)
    {
        var data = Enumerable.Range(0, 2 * distinct).Select(i => ($"key{i % distinct}", $"value{i}")).ToArray();
        _rows.Fill(LakeBatch.Of([new LakeEvent(Site, Site, TimeMs: 1) { Data = data }, new LakeEvent(Site, Site, TimeMs: 2) { Data = data }]));

        var expected = Enumerable.Range(0, distinct).Select(i => $"key{i}=value{i}").ToArray();
        Assert.Equal(expected, Pairs(_rows.EventData, row: 0));
        Assert.Equal(expected, Pairs(_rows.EventData, row: 1));
    }

    [Fact]
    public void A_batch_leaves_nothing_to_the_next()
    {
        var sessions = new PaSessions();
        _rows.Fill(LakeBatch.Of(Enumerable.Range(0, 50).Select(i => new LakeEvent(Site, Guid.NewGuid(), i) { Data = [("a", "b")] })));
        sessions.Arrange(_rows);

        _rows.Fill(LakeBatch.Of([new LakeEvent(Site, Site, TimeMs: 1)]));

        Assert.Equal(1, _rows.Rows.RowCount);
        Assert.All(_rows.Rows.Columns, column => Assert.Equal(1, column.Count));
        Assert.Equal(1, sessions.Arrange(_rows).Rows.RowCount);
    }

    private static T Column<T>(TableRows rows, string name)
        where T : Column => (T)rows.Rows.Columns.Single(column => column.Schema.Name == name);

    private static IEnumerable<string> Pairs(MapColumn map, int row)
    {
        for (var i = row == 0 ? 0 : map.Ends[row - 1]; i < map.Ends[row]; i++)
        {
            yield return $"{Encoding.UTF8.GetString(map.Keys[i])}={Encoding.UTF8.GetString(((TextColumn)map.Values)[i])}";
        }
    }
}
