using Ingest.Core.Intake;

namespace Ingest.Tests.Intake;

public sealed class IntakeOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(new IntakeOptions().Validate());

    [Fact]
    public void All_faults_are_told_at_once_with_key_value_and_bound()
    {
        var options = new IntakeOptions
        {
            SendBytesMax = 0,
            BatchBytesMax = -1,
            BatchItemsMax = 100_001,
            QueueCapacity = 0,
            QueueWait = TimeSpan.FromSeconds(31),
            QueueDelayMax = TimeSpan.Zero,
            Workers = 257,
        };
        var faults = options.Validate();
        Assert.Equal(9, faults.Count);
        Assert.Contains("Intake:BatchItemsMax is 100001: it has to be between 1 and 100000.", faults);
        Assert.All(faults, fault => Assert.StartsWith("Intake:", fault, StringComparison.Ordinal));
    }

    [Fact]
    public void A_batch_may_be_as_large_as_a_message() =>
        Assert.Equal(
            ["Intake:BatchBytesMax is 99: it has to be at least Intake:SendBytesMax, which is 100."],
            new IntakeOptions { SendBytesMax = 100, BatchBytesMax = 99 }.Validate());

    [Fact]
    public void Every_worker_has_a_place_in_the_queue() =>
        Assert.Equal(
            ["Intake:QueueCapacity is 3: it has to be at least Intake:Workers, which is 4."],
            new IntakeOptions { QueueCapacity = 3, Workers = 4 }.Validate());
}
