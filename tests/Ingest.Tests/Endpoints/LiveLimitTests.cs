using System.Net;
using Ingest.Core.Intake;
using Ingest.Settings;

namespace Ingest.Tests.Endpoints;

/// <summary>Limits of the intake that change while requests come.</summary>
public sealed class LiveLimitTests
{
    [Fact]
    public async Task Limits_of_bodies_and_batches_count_for_the_next_request()
    {
        await using var host = await DropHost.StartAsync();
        var batch = $"[{string.Join(',', Enumerable.Repeat(host.Message(), 4))}]";
        using var before = await host.SendAsync(batch, "/api/batch");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, before.StatusCode);
        var long_ = host.Message(extra: $",\"title\":\"{new string('a', 500)}\"");
        using var taken = await host.SendAsync(long_);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);

        host.Live.Apply(new IngestSettings { Intake = { BatchItemsMax = 4, SendBytesMax = 400, QueueWait = TimeSpan.FromSeconds(1), QueueDelayMax = TimeSpan.FromSeconds(3), PendingBytesMax = 9_000_000 } });
        using var after = await host.SendAsync(batch, "/api/batch");
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        using var refused = await host.SendAsync(long_);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)), (host.Pipeline.Queue.WaitMax, host.Pipeline.Queue.DelayMax));
        Assert.Equal(9_000_000, host.Pipeline.Budget.BytesMax);
    }

    [Fact]
    public void A_budget_that_is_lowered_takes_large_bodies_again_when_enough_was_given_back()
    {
        var (budget, first, second) = (new IntakeBudget(1_000_000), new IntakeRequest(), new IntakeRequest());
        Assert.True(budget.TryCover(first, 600_000));
        budget.BytesMax = 500_000;
        Assert.False(budget.TryCover(second, 200_000));
        budget.Release(first);
        Assert.True(budget.TryCover(second, 200_000));
    }
}
