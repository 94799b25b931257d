using Ingest.Core.Batching;

namespace Ingest.Tests.Batching;

public sealed class BatchOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() =>
        Assert.True(new BatchOptionsValidator().Validate(name: null, new BatchOptions()).Succeeded);

    [Fact]
    public void Every_fault_is_named_at_once_with_its_key_its_value_and_its_bounds()
    {
        var options = new BatchOptions
        {
            RowsMax = 0,
            RecordBytesMax = -1,
            AgeMax = TimeSpan.FromDays(2),
            RetryDelayMin = TimeSpan.FromSeconds(40),
            DeliveryTimeout = TimeSpan.Zero,
        };

        var faults = new BatchOptionsValidator().Validate(name: null, options).Failures!.ToArray();

        Assert.Equal(5, faults.Length);
        Assert.Contains("Batching:RowsMax is 0; give a value from 1 to 1000000.", faults);
        Assert.Contains("Batching:RetryDelayMax is 00:00:30; give a value from 00:00:40 to 01:00:00.", faults);
    }
}
