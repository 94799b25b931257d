using Ingest.Sinks.ClickHouse;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Tests.ClickHouse.Schema;

public sealed class SchemaTemplateTests
{
    private const string Template = """
        -- Grain: one row per thing.
        CREATE TABLE IF NOT EXISTS ${database}.thing${local}${on_cluster} (id UUID)
        ENGINE = ${replicated}ReplacingMergeTree(id) ORDER BY id;

        -- only: cluster
        CREATE TABLE IF NOT EXISTS ${database}.thing${on_cluster} AS ${database}.thing_local
        ENGINE = Distributed('${cluster}', '${database}', thing_local, cityHash64(id));

        """;

    [Fact]
    public void Renders_one_table_without_a_cluster() =>
        Assert.Equal(
            [
                """
                -- Grain: one row per thing.
                CREATE TABLE IF NOT EXISTS stats.thing (id UUID)
                ENGINE = ReplacingMergeTree(id) ORDER BY id
                """,
            ],
            SchemaTemplate.Render(Template, new ClickHouseOptions { Database = "stats" }));

    [Fact]
    public void Renders_replicated_and_distributed_tables_for_a_cluster() =>
        Assert.Equal(
            [
                """
                -- Grain: one row per thing.
                CREATE TABLE IF NOT EXISTS ingest.thing_local ON CLUSTER 'main' (id UUID)
                ENGINE = ReplicatedReplacingMergeTree(id) ORDER BY id
                """,
                """
                CREATE TABLE IF NOT EXISTS ingest.thing ON CLUSTER 'main' AS ingest.thing_local
                ENGINE = Distributed('main', 'ingest', thing_local, cityHash64(id))
                """,
            ],
            SchemaTemplate.Render(Template, new ClickHouseOptions { Cluster = "main" }));

    [Fact]
    public void Refuses_a_placeholder_it_does_not_know()
    {
        var fault = Assert.Throws<SchemaException>(() => SchemaTemplate.Render("SELECT ${oops};\n", new ClickHouseOptions()));
        Assert.Contains("${oops}", fault.Message, StringComparison.Ordinal);
    }
}
