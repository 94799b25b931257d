using Ingest.Commands;
using Ingest.Commands.Lake.Export;

namespace Ingest.Tests.Iceberg.Export;

/// <summary>What is refused before anything is asked.</summary>
public sealed class ExportOptionsTests
{
    private static readonly DateOnly First = new(2026, 1, 1);

    [Fact]
    public void A_range_of_days_and_tables_of_the_three_layers_are_taken() =>
        new ExportOptions(["fact_event", "event_visit", "metadata_site"], First, First.AddDays(1), TimeColumn: null, Force: false, IsDryRun: false).Check();

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_range_without_a_day_is_refused(int days) =>
        Assert.Contains("--to is the day behind the last one", Refused(["fact_event"], First.AddDays(days)), StringComparison.Ordinal);

    [Theory]
    [InlineData("pa_events", "nothing is exported into it")]
    [InlineData("pa_sessions", "nothing is exported into it")]
    [InlineData("v_pa_events", "begin with fact_, event_, metadata_")]
    [InlineData("system.tables", "begin with fact_, event_, metadata_")]
    public void A_table_that_is_not_to_be_exported_is_refused(string table, string said) =>
        Assert.Contains(said, Refused([table], First.AddDays(1)), StringComparison.Ordinal);

    [Fact]
    public void One_time_column_is_not_that_of_two_tables() =>
        Assert.Contains("--table", Refused(["fact_event", "fact_bot"], First.AddDays(1), "event_time"), StringComparison.Ordinal);

    private static string Refused(string[] tables, DateOnly to, string? timeColumn = null) =>
        Assert.Throws<CommandException>(new ExportOptions(tables, First, to, timeColumn, Force: false, IsDryRun: false).Check).Message;
}
