using Ingest.Load.Running;

namespace Ingest.Tests.Load;

/// <summary>Plans that cannot be run are refused with the option to change, all faults at once.</summary>
public sealed class LoadPlanTests
{
    private static readonly LoadPlan Good = new() { Target = new Uri("http://127.0.0.1:8080"), Sites = [Guid.NewGuid()] };

    public static TheoryData<string, LoadPlan> Wrong() => new()
    {
        { "TLS", Good with { Target = new Uri("https://127.0.0.1:8080") } },
        { "--website-id", Good with { Sites = [] } },
        { "--website-id", Good with { Sites = [Guid.Empty] } },
        { "--connections", Good with { Connections = 0 } },
        { "--connections", Good with { Connections = 60_001 } },
        { "--rate", Good with { Rate = 0 } },
        { "--rate", Good with { Rate = double.NaN } },
        { "--batch", Good with { BatchSize = 0 } },
        { "--visitors", Good with { Visitors = 0 } },
        { "--threads", Good with { Connections = 1, Threads = 2 } },
        { "--queue", Good with { QueueMax = 0 } },
        { "--duration", Good with { Duration = TimeSpan.FromMilliseconds(999) } },
        { "--warm-up", Good with { WarmUp = TimeSpan.FromSeconds(-1) } },
        { "--reply-limit", Good with { ReplyLimit = TimeSpan.Zero } },
        { "marker", Good with { Marker = "it's" } },
        { "--simple", Good with { Marker = "load-1", IsSimple = true } },
    };

    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(Good.Validate());

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_setting_is_named(string name, LoadPlan plan) => Assert.Contains(name, Assert.Single(plan.Validate()), StringComparison.Ordinal);

    [Fact]
    public async Task All_faults_are_told_together()
    {
        var plan = Good with { Connections = 0, BatchSize = 0 };
        var fault = await Assert.ThrowsAsync<LoadException>(() => LoadRun.RunAsync(plan, null, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Contains("--connections", fault.Message, StringComparison.Ordinal);
        Assert.Contains("--batch", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_away_is_told_with_its_address()
    {
        var plan = Good with { Target = new Uri("http://127.0.0.1:9") };
        var fault = await Assert.ThrowsAsync<LoadException>(() => LoadRun.RunAsync(plan, null, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Contains("http://127.0.0.1:9", fault.Message, StringComparison.Ordinal);
    }
}
