using Ingest.Endpoints.Metrics;

namespace Ingest.Tests.Endpoints.Metrics;

/// <summary>The settings of reading.</summary>
public sealed class MetricsOptionsTests
{
    [Fact]
    public void Defaults_are_right() => Assert.Empty(new MetricsOptions().Validate());

    [Fact]
    public void Every_fault_names_its_key()
    {
        var options = new MetricsOptions { QueryTimeout = TimeSpan.FromMinutes(2), MemoryBytesMax = 1, QueriesAtOnce = 0, CacheBytesMax = -1 };

        Assert.Equal(
            ["Metrics:QueryTimeout", "Metrics:MemoryBytesMax", "Metrics:QueriesAtOnce", "Metrics:CacheBytesMax"], options.Validate().Select(fault => fault.Split(' ')[0]));
    }
}
