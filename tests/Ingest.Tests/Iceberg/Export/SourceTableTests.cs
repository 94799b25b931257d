using Ingest.Commands.Lake.Export;
using Ingest.Sinks.Iceberg.Export;

namespace Ingest.Tests.Iceberg.Export;

/// <summary>Days, and the questions that are asked for them.</summary>
public sealed class SourceTableTests
{
    private static readonly SourceColumn Site = Column("site_id", "UUID");
    private static readonly SourceColumn Time = Column("event_time", "DateTime64(3, 'UTC')");

    [Theory]
    [InlineData("1900-01-01", -25567)]
    [InlineData("1969-12-31", -1)]
    [InlineData("1970-01-01", 0)]
    [InlineData("2026-01-31", 20484)]
    [InlineData("2299-12-31", 120529)]
    public void A_day_has_the_number_that_ClickHouse_gives_it(string day, int number)
    {
        var part = new ExportPart(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(number, part.Number);
        Assert.Equal(part, ExportPart.OfDay(number));
        Assert.Equal(day, part.ToString());
        Assert.Equal(part, ExportPart.TryParse(day));
    }

    [Fact]
    public void All_of_a_table_is_no_day()
    {
        Assert.Equal(ExportPart.Whole, ExportPart.TryParse(ExportPart.Whole.ToString()));
        Assert.NotEqual(ExportPart.Whole, ExportPart.OfDay(0));
        Assert.Null(ExportPart.TryParse("2026-13-01"));
    }

    [Fact]
    public void A_mark_is_read_as_it_was_written()
    {
        var mark = new ExportMark(123, ulong.MaxValue - 1, "0011aabb");
        var day = ExportPart.OfDay(20484);

        var read = ExportMark.ReadAll(new Dictionary<string, string>
        {
            [ExportMark.NameOf(day)] = mark.Text,
            [ExportMark.NameOf(ExportPart.Whole)] = "not a mark",
            ["ingest.export.source"] = "ingest.fact_event",
        });

        Assert.Equal(mark, Assert.Single(read).Value);
        Assert.Equal(day, read.Single().Key);
    }

    [Fact]
    public void A_replacing_table_is_asked_with_FINAL_for_one_day_at_a_time()
    {
        var table = Table("ReplacingMergeTree");
        Assert.Equal(1, table.DaysPerQuery);
        Assert.Equal(
            "SELECT toInt32(toDate32(`event_time`, 'UTC')), cityHash64(tuple(`site_id`, `event_time`)), `site_id`, `event_time` FROM `ingest`.`fact_event` FINAL "
            + "WHERE `event_time` >= toDateTime64('2026-01-31 00:00:00', 3, 'UTC') AND `event_time` < toDateTime64('2026-02-01 00:00:00', 3, 'UTC') "
            + "ORDER BY toInt32(toDate32(`event_time`, 'UTC')), UUIDToNum(`site_id`), `event_time` FORMAT RowBinary",
            table.RowsSql([ExportPart.OfDay(20484)]));
    }

    [Fact]
    public void A_view_is_asked_for_a_month_of_changed_days()
    {
        var table = Table("View");
        Assert.Equal(31, table.DaysPerQuery);
        var sql = table.RowsSql([ExportPart.OfDay(20484), ExportPart.OfDay(20490)]);
        Assert.Contains("FROM `ingest`.`fact_event` WHERE `event_time` >= toDateTime64('2026-01-31 00:00:00', 3, 'UTC') AND `event_time` < toDateTime64('2026-02-07 00:00:00', 3, 'UTC')", sql, StringComparison.Ordinal);
        Assert.Contains(" IN (20484, 20490) ORDER BY", sql, StringComparison.Ordinal);
    }

    [Fact]
    public void Milliseconds_are_compared_as_they_are()
    {
        var started = new TimeColumn(new SourceColumn("started_at", "fromUnixTimestamp64Milli(`started_ms`, 'UTC')", WireType.Of(ClickHouseType.Parse("DateTime64(3, 'UTC')"))!), "`started_ms`");
        Assert.Equal("`started_ms` >= 0 AND `started_ms` < 86400000", started.Filter(new DateOnly(1970, 1, 1), new DateOnly(1970, 1, 2)));
        Assert.Equal("`d` >= toDate32('2026-01-01') AND `d` < toDate32('2026-01-02')", new TimeColumn(Column("d", "Date"), null).Filter(new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 2)));
    }

    [Fact]
    public void Another_list_of_columns_is_another_form()
    {
        var table = Table("View");
        Assert.Equal(table.Form, Table("ReplacingMergeTree").Form);
        Assert.NotEqual(table.Form, (table with { Columns = [Site] }).Form);
    }

    private static SourceColumn Column(string name, string type) => new(name, $"`{name}`", WireType.Of(ClickHouseType.Parse(type))!);

    private static SourceTable Table(string engine) => new("ingest", "fact_event", engine, [Site, Time], new TimeColumn(Time, null), []);
}
