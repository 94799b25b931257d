using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Tests.ClickHouse.Schema;

public sealed class ViewFileTests
{
    public static TheoryData<string> Names => [.. ViewFile.Embedded.Select(view => view.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_view_makes_itself_and_says_its_grain_and_an_example(string name)
    {
        var view = Find(name);
        Assert.Contains($"\nCREATE OR REPLACE VIEW ${{database}}.{name}${{on_cluster}} AS\n", view.Template, StringComparison.Ordinal);
        Assert.StartsWith("one row", view.Grain, StringComparison.Ordinal);
        Assert.Contains(name, view.Example, StringComparison.Ordinal);
        Assert.All(view.Parameters, parameter => Assert.Contains($"{parameter.Name}=", view.Example, StringComparison.Ordinal));
    }

    [Fact]
    public void A_rendered_query_calls_no_view_and_has_the_conditions_that_are_asked_for_alone()
    {
        var text = ViewQuery.Render(Find("view_pages"), "ingest", ["country", "!path"]);
        Assert.DoesNotContain("ingest.event_visit_rows", text, StringComparison.Ordinal);
        Assert.DoesNotContain("${", text, StringComparison.Ordinal);
        Assert.Contains("has(keep['country'], country)", text, StringComparison.Ordinal);
        Assert.Contains("keep['!path']", text, StringComparison.Ordinal);
        Assert.DoesNotContain("keep['browser']", text, StringComparison.Ordinal);
        Assert.Contains("AND (empty({filter:Map(String, Array(String))}) OR visit_id IN (", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rendered_query_without_a_filter_reads_no_visits_to_keep()
    {
        var text = ViewQuery.Render(Find("view_pages"), "ingest", []);
        Assert.DoesNotContain("visit_id IN (", text, StringComparison.Ordinal);
        Assert.DoesNotContain("keep[", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_are_those_of_the_caller_once_the_called_views_are_in()
    {
        Assert.Equal(["filter", "since", "site", "until"], ViewQuery.ParametersOf(Find("view_overview")).Select(parameter => parameter.Name).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(ViewQuery.ParametersOf(Find("view_traffic")), parameter => parameter.Name is "sites" or "parts");
        Assert.Contains(ViewQuery.ParametersOf(Find("view_traffic")), parameter => parameter is { Name: "tz", Type: "String" });
    }

    [Fact]
    public void A_query_whose_hours_are_handed_in_looks_for_none()
    {
        Assert.Contains("ingest.metadata_arrival", ViewQuery.Render(Find("view_overview"), "ingest", []), StringComparison.Ordinal);
        var given = ViewQuery.Render(Find("view_overview"), "ingest", [], FreshHours.Given);
        Assert.DoesNotContain("is_valid", given, StringComparison.Ordinal);
        Assert.Contains("arrayJoin({fresh:Array(Int64)})", given, StringComparison.Ordinal);
        Assert.Contains("ingest.fact_event", given, StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_without_hours_that_are_not_built_does_not_read_the_facts()
    {
        foreach (var name in (string[])["view_overview", "view_pages"])
        {
            var text = ViewQuery.Render(Find(name), "ingest", ["country"], FreshHours.None);
            Assert.DoesNotContain("fact_event", text, StringComparison.Ordinal);
            Assert.DoesNotContain("UNION", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("view_overview", "'year'", "'UTC'")]
    [InlineData("view_traffic", "{unit:String}", "{tz:String}")]
    [InlineData("view_active_users", "'day'", "{tz:String}")]
    public void Hours_are_cut_as_the_view_cuts_them(string name, string unit, string zone) => Assert.Equal(new HourCut(unit, zone), ViewQuery.CutOf(Find(name)));

    [Fact]
    public void A_view_of_events_alone_cuts_no_hours() => Assert.Null(ViewQuery.CutOf(Find("view_rejected")));

    [Theory]
    [InlineData("view_overview", "", "event_visit_fresh")]
    [InlineData("view_pages", "", "event_page_fresh")]
    [InlineData("view_pages", "country", "event_page_fresh,event_visit_fresh")]
    [InlineData("view_rejected", "", "")]
    public void A_query_of_copies_reads_no_facts(string name, string filter, string views)
    {
        var text = ViewQuery.Render(Find(name), "ingest", filter.Split(',', StringSplitOptions.RemoveEmptyEntries), FreshHours.Copied);
        Assert.DoesNotContain("fact_event", text, StringComparison.Ordinal);
        Assert.Equal(views, string.Join(',', FreshPart.ViewsOf(text).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("event_visit_part", "")]
    [InlineData("event_visit_fresh", "event_visit_part")]
    [InlineData("event_page_fresh", "")]
    public void A_copy_is_made_of_the_hours_that_are_handed_in_and_of_copies(string view, string parts)
    {
        var statement = FreshPart.Create(view, "ingest");
        Assert.StartsWith("CREATE TABLE ingest_fresh.{copy:Identifier} ENGINE = Memory AS\n", statement, StringComparison.Ordinal);
        Assert.Contains("{fresh:Array(Int64)}", statement, StringComparison.Ordinal);
        Assert.DoesNotContain("metadata_", statement, StringComparison.Ordinal);
        Assert.DoesNotContain("{sites:", statement, StringComparison.Ordinal);
        Assert.Equal(parts, string.Join(',', FreshPart.ViewsOf(statement)));
    }

    [Theory]
    [InlineData("view_overview", "", "browser", "session_id")]
    [InlineData("view_overview", "!browser", "country", "browser")]
    [InlineData("view_exit_pages", "", "entry_path", "exit_path")]
    public void A_query_names_the_columns_of_rows_that_it_needs(string name, string filter, string left, string needed)
    {
        var text = ViewQuery.Render(Find(name), "ingest", filter.Split(',', StringSplitOptions.RemoveEmptyEntries), FreshHours.Copied);
        Assert.DoesNotContain(left, text, StringComparison.Ordinal);
        Assert.Contains(needed, text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@",\s*FROM", text);
    }

    [Fact]
    public void No_view_reads_rows_without_naming_their_columns() =>
        Assert.All(ViewFile.Embedded, view => Assert.DoesNotMatch(@"\*\s+FROM \$\{database\}\.\w+_rows\(", view.Template));

    [Fact]
    public void The_rules_of_channels_are_read_when_a_filter_asks_for_them()
    {
        Assert.DoesNotContain("metadata_channel_rule", ViewQuery.Render(Find("view_overview"), "ingest", ["country"]), StringComparison.Ordinal);
        Assert.Contains("metadata_channel_rule", ViewQuery.Render(Find("view_overview"), "ingest", ["!channel"]), StringComparison.Ordinal);
    }

    private static ViewFile Find(string name) => ViewFile.Embedded.Single(view => view.Name == name);
}
