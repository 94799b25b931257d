using Ingest.IntegrationTests.Processes;

namespace Ingest.IntegrationTests.Faults.FarEnd;

/// <summary>A far end that fails in every way there is: events are acknowledged meanwhile, the failure is shown, and afterwards each event is read once.</summary>
[Collection(FarEndRig.Name)]
public sealed class FarEndFaultTests(FarEndRig rig)
{
    // Enough that half of the body is some whole rows.
    private const int BatchSize = 100;

    public static TheoryData<string> Names => [.. FarEndFault.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task After_a_passing_fault_every_event_is_read_once(string name)
    {
        var fault = FarEndFault.All[name];
        var load = new MarkedLoad(rig.Server, rig.Site, name);
        var (failedBefore, faultsBefore) = (await rig.MetricAsync("ingest_deliveries_failed_total"), rig.Proxy.Faults);

        rig.Proxy.Break(fault.Act, fault.Times);
        await load.SendBatchAsync(BatchSize);
        await Poll.UntilAsync(() => rig.Proxy.Faults > faultsBefore, "an insert that met the fault");
        if (fault is { Words: { } words, Times: int.MaxValue })
        {
            await rig.WaitForFailureAsync(words);
            Assert.True(await rig.MetricAsync("ingest_sink_consecutive_failures") > 0);
        }

        await load.SendBatchAsync(BatchSize);
        await Poll.UntilAsync(() => rig.Proxy.Faults >= faultsBefore + Math.Min(2, fault.Times), "a second one");
        rig.Proxy.Heal();
        await rig.WaitForDeliveryAsync();

        await load.AssertReadOnceAsync();
        Assert.Equal(fault.Words is not null, await rig.MetricAsync("ingest_deliveries_failed_total") > failedBefore);
        Assert.Contains(fault.Words ?? "", rig.Server.Log, StringComparison.Ordinal);
        rig.AssertNothingQuarantined();
    }

    [Fact]
    public async Task An_engine_paused_for_longer_than_the_request_limit_shows_every_event_once_afterwards()
    {
        var load = new MarkedLoad(rig.Server, rig.Site, "paused-engine");
        await load.SendBatchAsync(BatchSize);
        rig.Engine.Signal(ChildProcess.Pause);
        try
        {
            await load.SendBatchAsync(BatchSize);
            await rig.WaitForFailureAsync("no answer within 1 s");
            await load.SendBatchAsync(BatchSize);
        }
        finally
        {
            rig.Engine.Signal(ChildProcess.Continue);
        }

        await rig.WaitForDeliveryAsync();
        await load.AssertReadOnceAsync();
    }
}
