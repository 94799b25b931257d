using Ingest.Sinks.ClickHouse;

namespace Ingest.Tests.ClickHouse;

public sealed class ClickHouseOptionsTests
{
    [Fact]
    public void The_defaults_have_no_fault() => Assert.Empty(new ClickHouseOptions().Validate());

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
        };
        var faults = options.Validate();
        Assert.Equal(5, faults.Count);
        Assert.All(["Endpoint", "Database", "Cluster", "RequestTimeout", "InsertSettings"], name =>
            Assert.Contains(faults, fault => fault.StartsWith($"ClickHouse:{name} ", StringComparison.Ordinal)));
    }
}
