using Ingest.Load.Latency;
using Ingest.Load.Running;
using Ingest.Load.Verifying;

namespace Ingest.Tests.Load;

/// <summary>What holds and what does not, when acknowledged is compared with stored.</summary>
public sealed class VerificationTests
{
    [Theory]
    [InlineData(100, 0, 100, 100, 0L, 0, 0, 0)]
    [InlineData(100, 0, 99, 99, 0L, 1, 0, 0)]
    [InlineData(100, 0, 101, 100, 0L, 0, 1, 0)]
    [InlineData(100, 0, 101, 101, 0L, 0, 0, 1)]
    [InlineData(100, 5, 103, 103, 3L, 0, 0, 0)]
    [InlineData(100, 5, 100, 100, 3L, 3, 0, 0)]
    [InlineData(100, 5, 103, 103, 2L, 0, 0, 1)]
    [InlineData(100, 5, 103, 103, null, 0, 0, 0)]
    [InlineData(100, 5, 99, 99, null, 1, 0, 0)]
    [InlineData(100, 5, 106, 106, null, 0, 0, 1)]
    public void Loss_duplication_and_what_was_refused_are_told_apart(
        long acknowledged, long unknown, long rows, long distinct, long? unknownStored, long missing, long duplicated, long unexpected)
    {
        var verification = Verification.Of(Run(acknowledged, unknown), new ArrivalCounts(rows, distinct, unknownStored), 0);
        Assert.Equal((missing, duplicated, unexpected), (verification.Missing, verification.Duplicated, verification.Unexpected));
        Assert.Equal(missing + duplicated + unexpected == 0, verification.Holds);
        Assert.Equal(unknownStored is not null, verification.IsExact);
    }

    private static LoadResult Run(long acknowledged, long unknown) => new()
    {
        Plan = new LoadPlan { Target = new Uri("http://127.0.0.1:8080"), Sites = [] },
        StartedAt = default,
        Seconds = 1,
        Measured = new LoadCounts(),
        Whole = new LoadCounts { EventsAcknowledged = acknowledged, EventsUnknown = unknown },
        Latency = new LatencyHistogram(),
        Timeline = [],
        Refusals = [],
        GeneratorCpuSeconds = 0,
    };
}
