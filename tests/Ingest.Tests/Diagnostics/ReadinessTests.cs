using Ingest.Core.Diagnostics;
using Ingest.Core.Sinks;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Diagnostics;

public sealed class ReadinessTests
{
    private static readonly SinkState Idle = new("s", 0, 0, TimeSpan.Zero, 0, LastError: null, LastSuccessAt: null, Fault: null);

    private readonly ManualTime _time = new();

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
        Assert.True(Check(Idle with { OldestUndeliveredAge = TimeSpan.FromHours(5), ConsecutiveFailures = 600, LastError = "refused" }).IsReady);

    [Fact]
    public void A_worker_that_has_ended_is_not_ready() =>
        Assert.Contains("broken", Check(Idle with { Fault = "broken" }).Reason, StringComparison.Ordinal);

    [Fact]
    public void A_sink_that_neither_succeeds_nor_fails_is_not_ready()
    {
        var check = new SinkReadiness(_time, TimeSpan.FromSeconds(90));
        var waiting = Idle with { OldestUndeliveredAge = TimeSpan.FromSeconds(100) };
        Assert.True(check.Check(waiting).IsReady);

        _time.Advance(TimeSpan.FromSeconds(91));

        Assert.False(check.Check(waiting).IsReady);
        Assert.True(check.Check(waiting with { LastSuccessAt = _time.GetUtcNow() }).IsReady);
        Assert.True(check.Check(waiting with { OldestUndeliveredAge = TimeSpan.FromSeconds(1) }).IsReady);
    }

    private ReadinessCheck Check(SinkState state)
    {
        var check = new SinkReadiness(_time, TimeSpan.FromSeconds(90));
        _time.Advance(TimeSpan.FromHours(1));
        return check.Check(state);
    }
}
