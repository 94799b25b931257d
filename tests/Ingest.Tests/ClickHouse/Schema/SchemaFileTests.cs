using System.Text.RegularExpressions;
using Ingest.Sinks.ClickHouse;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Tests.ClickHouse.Schema;

public sealed class SchemaFileTests
{
    [Fact]
    public void Versions_are_1_and_upwards_without_gaps() =>
        Assert.Equal(Enumerable.Range(1, SchemaFile.Embedded.Count), SchemaFile.Embedded.Select(file => file.Version));

    [Fact]
    public void Every_file_begins_with_its_grain() =>
        Assert.All(SchemaFile.Embedded, file => Assert.StartsWith("-- Grain: ", file.Template, StringComparison.Ordinal));

    [Fact]
    public void Nothing_of_a_cluster_is_left_without_one()
    {
        var text = SchemaApplier.Print(new ClickHouseOptions());
        Assert.DoesNotMatch("(?i)on cluster|replicated(replacing|aggregating)|distributed|_local|\\$\\{", text);
        Assert.Equal(16, Regex.Matches(text, "CREATE TABLE").Count);
    }

    [Fact]
    public void In_a_cluster_every_table_is_replicated_and_has_a_distributed_one_over_it()
    {
        var text = SchemaApplier.Print(new ClickHouseOptions { Cluster = "main" });
        Assert.Equal(16, Regex.Matches(text, @"CREATE TABLE IF NOT EXISTS ingest\.\w+_local ON CLUSTER 'main'").Count);
        Assert.Equal(16, Regex.Matches(text, @"ENGINE = Replicated(Replacing|Aggregating)MergeTree").Count);
        Assert.Equal(16, Regex.Matches(text, @"ENGINE = Distributed\('main', 'ingest', (\w+)_local, ").Count);
        Assert.Equal(3, Regex.Matches(text, @"TO ingest\.\w+_local AS\nSELECT[^;]*FROM ingest\.fact_event_local\n").Count);
    }
}
