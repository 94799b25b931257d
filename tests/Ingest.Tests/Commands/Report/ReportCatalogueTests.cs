using Ingest.Commands;
using Ingest.Commands.Report;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Tests.Commands.Report;

public sealed class ReportCatalogueTests
{
    [Fact]
    public void Every_view_is_in_one_group()
    {
        var grouped = ReportCatalogue.Groups.SelectMany(group => group.Names).Select(name => ReportCatalogue.FileOf(name).Name).Where(name => name.StartsWith("view_", StringComparison.Ordinal));
        Assert.Equal(ViewFile.Embedded.Select(view => view.Name).Where(name => name.StartsWith("view_", StringComparison.Ordinal)), grouped.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("visitors", false, "view_overview")]
    [InlineData("visitors", true, "view_traffic")]
    [InlineData("view_pages", false, "view_pages")]
    [InlineData("Entry-Pages", false, "view_entry_pages")]
    [InlineData("events", true, "view_event_traffic")]
    [InlineData("os", false, "view_operating_systems")]
    [InlineData("fact_event", false, "fact_event")]
    public void A_view_is_found_by_the_names_that_people_have_for_it(string text, bool byIntervals, string expected) =>
        Assert.Equal(expected, ReportCatalogue.Find(text, byIntervals).Name);

    [Fact]
    public void All_names_lead_to_a_view() => Assert.All(ReportCatalogue.Names, name => Assert.NotEmpty(ReportCatalogue.Find(name, byIntervals: false).Grain));

    [Fact]
    public void An_unknown_name_is_answered_with_the_nearest() =>
        Assert.Contains("countries", Assert.Throws<CommandException>(() => ReportCatalogue.Find("contries", byIntervals: false)).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_view_says_which_order_it_is_read_in_or_has_none() =>
        Assert.All(
            ViewFile.Embedded.Where(view => ReportCatalogue.IsView(view) && view.Example.Contains("ORDER BY", StringComparison.Ordinal)),
            view => Assert.NotEmpty(ReportQuery.DefaultOrder(view).Columns));

    [Fact]
    public void Every_table_says_what_one_row_is() => Assert.All(TableGrains.All, pair => Assert.Contains("one row", pair.Value, StringComparison.Ordinal));
}
