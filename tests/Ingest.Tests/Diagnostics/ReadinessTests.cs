using Ingest.Core.Diagnostics;
using Ingest.Core.Sinks;

namespace Ingest.Tests.Diagnostics;

public sealed class ReadinessTests
{
    private static readonly SinkState Idle = new("s", 0, 0, TimeSpan.Zero, 0, LastError: null, Fault: null) { DeliveryTimeout = TimeSpan.FromSeconds(60) };

    [Fact]
    public void Every_check_is_asked_in_order()
    {
        var readiness = new Readiness();
        var health = new PipelineHealth();
        readiness.Add(() => ReadinessCheck.Ready("log"));
        readiness.Add(health.Check);
        Assert.Equal(["log", "pipeline"], readiness.Evaluate().Select(check => check.Name));
        Assert.All(readiness.Evaluate(), check => Assert.True(check.IsReady));

        health.Fail("committer", "the disk is gone");
        health.Fail("committer", "a later consequence");

        var failed = Assert.Single(readiness.Evaluate(), check => !check.IsReady);
        Assert.Equal("committer: the disk is gone", failed.Reason);
    }

    [Fact]
    public void A_sink_that_is_down_leaves_the_process_ready_because_the_log_takes_the_events() =>
        Assert.True(SinkReadiness.Check(Idle with { OldestUndeliveredAge = TimeSpan.FromHours(5), ConsecutiveFailures = 600, LastError = "refused" }).IsReady);

    [Fact]
    public void A_worker_that_has_ended_is_not_ready() =>
        Assert.Contains("broken", SinkReadiness.Check(Idle with { Fault = "broken" }).Reason, StringComparison.Ordinal);

    [Fact]
    public void A_sink_that_neither_succeeds_nor_fails_is_not_ready()
    {
        var waiting = Idle with { WaitingFor = TimeSpan.FromSeconds(100), SinceSuccess = TimeSpan.FromSeconds(91) };
        var check = SinkReadiness.Check(waiting);
        Assert.False(check.IsReady);
        Assert.Contains("events wait for 00:01:40", check.Reason, StringComparison.Ordinal);
        Assert.True(SinkReadiness.Check(waiting with { SinceSuccess = TimeSpan.FromSeconds(1) }).IsReady);
        Assert.True(SinkReadiness.Check(waiting with { WaitingFor = TimeSpan.FromSeconds(1) }).IsReady);
    }

    // The age is by the wall clock until the event is read: neither a clock that was set nor an event of yesterday tells of a stall.
    [Fact]
    public void An_old_event_alone_is_no_stall() =>
        Assert.True(SinkReadiness.Check(Idle with { OldestUndeliveredAge = TimeSpan.FromDays(365), SinceSuccess = TimeSpan.FromDays(365) }).IsReady);
}
