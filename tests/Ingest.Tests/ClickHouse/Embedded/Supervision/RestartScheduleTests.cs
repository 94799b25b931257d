using Ingest.ClickHouse.Embedded.Supervision;

namespace Ingest.Tests.ClickHouse.Embedded.Supervision;

public sealed class RestartScheduleTests
{
    [Fact]
    public void Waits_double_up_to_a_limit()
    {
        var schedule = new RestartSchedule();

        var waits = Enumerable.Range(0, 8).Select(_ => schedule.NextAfter(TimeSpan.Zero).TotalSeconds);

        Assert.Equal([0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 10], waits.Select(w => Math.Round(w, 3)));
    }

    [Fact]
    public void A_long_healthy_run_starts_them_afresh()
    {
        var schedule = new RestartSchedule();
        schedule.NextAfter(TimeSpan.Zero);
        schedule.NextAfter(TimeSpan.Zero);

        Assert.Equal(TimeSpan.FromMilliseconds(200), schedule.NextAfter(TimeSpan.FromMinutes(1)));
    }
}
