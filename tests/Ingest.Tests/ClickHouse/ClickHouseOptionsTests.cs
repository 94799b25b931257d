using Ingest.Sinks.ClickHouse;

namespace Ingest.Tests.ClickHouse;

public sealed class ClickHouseOptionsTests
{
    [Fact]
    public void The_defaults_have_no_fault() => Assert.Empty(new ClickHouseOptions().Validate());

    [Fact]
    public void Readers_name_the_layers_of_the_schema_unless_a_list_says_otherwise()
    {
        Assert.Equal(["v_pa_*", "view_*", "event_*", "fact_*", "metadata_*"], new ClickHouseOptions().TablesOfReaders);

        var narrow = new ClickHouseOptions { ReaderTables = { "v_pa_*" } };
        Assert.Empty(narrow.Validate());
        Assert.Equal(["v_pa_*"], narrow.TablesOfReaders);
    }

    [Fact]
    public void A_list_for_readers_of_another_server_is_a_fault_as_it_would_confine_nobody()
    {
        var fault = Assert.Single(new ClickHouseOptions { Endpoint = new Uri("http://clickhouse:8123"), ReaderTables = { "v_pa_*" } }.Validate());

        Assert.StartsWith("ClickHouse:ReaderTables ", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_is_named_at_once()
    {
        var options = new ClickHouseOptions
        {
            Endpoint = new Uri("tcp://host:9000"),
            Database = "x; DROP TABLE y",
            Cluster = "a'b",
            RequestTimeout = TimeSpan.Zero,
            InsertSettings = { ["a b"] = "1" },
            ReaderTables = { "v_pa_*", "v_pa_events; --" },
        };
        var faults = options.Validate();
        Assert.Equal(7, faults.Count);
        Assert.All(["Endpoint", "Database", "Cluster", "RequestTimeout", "InsertSettings", "ReaderTables"], name =>
            Assert.Contains(faults, fault => fault.StartsWith($"ClickHouse:{name} ", StringComparison.Ordinal)));
    }
}
