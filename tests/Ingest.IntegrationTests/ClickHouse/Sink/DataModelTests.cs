using System.Text.RegularExpressions;

namespace Ingest.IntegrationTests.ClickHouse.Sink;

/// <summary>docs/data-model.md says what is so.</summary>
[Collection(EngineCollection.Name)]
public sealed class DataModelTests(EmbeddedEngine engine)
{
    [Fact]
    public async Task Every_example_runs()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        await database.DeliverAsync(EventRow.Batch(new EventRow()));
        var examples = Regex.Matches(Document(), "```sql\n(.*?);\n```", RegexOptions.Singleline).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(6, examples.Count);
        foreach (var example in examples)
            await database.QueryAsync(example.Replace("ingest.", "$.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_table_view_and_column_is_described()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        var named = Regex.Matches(Document(), "`([a-z0-9_]+)`").Select(match => match.Groups[1].Value).ToHashSet();
        var columns = await database.QueryAsync(
            "SELECT DISTINCT arrayJoin([table, name]) FROM system.columns WHERE database = '$' AND table NOT LIKE 'fact_event_to_%'");
        Assert.Equal([], columns.Where(name => !named.Contains(name) && !name.StartsWith("utm_", StringComparison.Ordinal)));
    }

    // Its grain, its units and an example are in a view's file; the document has them from there.
    [Fact]
    public async Task Views_are_described_as_their_files_say()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        var expected = await ViewDocument.RenderAsync(database, Document());
        if (Environment.GetEnvironmentVariable("INGEST_WRITE_DOCS") == "1")
            await File.WriteAllTextAsync(DocumentPath, expected, TestContext.Current.CancellationToken);
        Assert.Equal(expected, Document());
    }

    private static string DocumentPath => Path.Combine(Repository.Root, "docs", "data-model.md");

    private static string Document() => File.ReadAllText(DocumentPath);
}
