using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Tests.ClickHouse;

/// <summary>The text of a view's query.</summary>
public sealed class ViewQueryTests
{
    public static TheoryData<string> Views => [.. ViewFile.Embedded.Select(view => view.Name)];

    [Theory]
    [MemberData(nameof(Views))]
    public void Is_whole_whatever_is_filtered(string name)
    {
        var view = ViewFile.Embedded.Single(file => file.Name == name);
        foreach (var keys in (string[][])[[], ["country"], ["!path", "~path", "event"]])
        {
            var text = ViewQuery.Render(view, "ingest", keys);
            Assert.Equal(text.Count(c => c == '('), text.Count(c => c == ')'));
            Assert.DoesNotContain("${", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Has_the_conditions_of_the_filters_that_are_asked_for()
    {
        var pages = ViewFile.Embedded.Single(file => file.Name == "view_pages");

        Assert.DoesNotContain("keep['country']", ViewQuery.Render(pages, "ingest", []), StringComparison.Ordinal);
        Assert.Contains("has(keep['country'], country)", ViewQuery.Render(pages, "ingest", ["country"]), StringComparison.Ordinal);
        Assert.DoesNotContain("keep['browser']", ViewQuery.Render(pages, "ingest", ["country"]), StringComparison.Ordinal);
    }
}
