using Ingest.Commands;
using Ingest.Commands.Lake.Export;

namespace Ingest.Tests.Iceberg.Export;

/// <summary>What is refused before anything is asked.</summary>
public sealed class ExportOptionsTests
{
    private static readonly DateOnly First = new(2026, 1, 1);

    [Fact]
    public void A_range_of_days_and_tables_of_the_three_layers_are_taken() =>
        new ExportOptions(["fact_event", "event_visit", "metadata_site", .. ExportOptions.PortableTables], First, First.AddDays(1), TimeColumn: null, Force: false, IsDryRun: false).Check();

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_range_without_a_day_is_refused(int days) =>
        Assert.Contains("--to is the day behind the last one", Refused(["fact_event"], First.AddDays(days)), StringComparison.Ordinal);

    [Theory]
    [InlineData("pa_events", "nothing is exported into it")]
    [InlineData("pa_sessions", "nothing is exported into it")]
    [InlineData("view_pages", "begin with fact_, event_, metadata_")]
    [InlineData("*", "begin with fact_, event_, metadata_")]
    [InlineData("v_pa_events", "begin with fact_, event_, metadata_")]
    [InlineData("system.tables", "begin with fact_, event_, metadata_")]
    public void A_table_that_is_not_to_be_exported_is_refused(string table, string said) =>
        Assert.Contains(said, Refused([table], First.AddDays(1)), StringComparison.Ordinal);

    [Theory]
    [InlineData("fact_event", "fact_bot")]
    [InlineData("event_*")]
    public void One_time_column_is_not_that_of_two_tables(params string[] tables) =>
        Assert.Contains("--table", Refused(tables, First.AddDays(1), "event_time"), StringComparison.Ordinal);

    [Fact]
    public void Names_stand_in_one_text_or_in_several() =>
        Assert.Equal(["event_visit", "fact_event", "metadata_*"], ExportOptions.SplitNames(["event_visit, fact_event,", "metadata_*"]));

    private static string Refused(string[] tables, DateOnly to, string? timeColumn = null) =>
        Assert.Throws<CommandException>(new ExportOptions(tables, First, to, timeColumn, Force: false, IsDryRun: false).Check).Message;
}
