using FsCheck;
using FsCheck.Fluent;
using Ingest.Core.Batching;

namespace Ingest.Tests.Batching;

public sealed class RetryScheduleTests
{
    private readonly BatchOptions _options = new() { RetryDelayMin = TimeSpan.FromMilliseconds(100), RetryDelayMax = TimeSpan.FromSeconds(30) };

    [Fact]
    public void Doubles_up_to_the_longest_delay()
    {
        var schedule = new RetrySchedule(() => 1);

        var delays = Enumerable.Range(0, 11).Select(_ => schedule.NextDelay(_options).TotalMilliseconds);

        Assert.Equal([100d, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 30000, 30000], delays);
        Assert.Equal(11, schedule.Failures);
    }

    [Fact]
    public void Starts_over_after_a_success()
    {
        var schedule = new RetrySchedule(() => 1);
        schedule.NextDelay(_options);
        schedule.NextDelay(_options);

        schedule.Reset();

        Assert.Equal(0, schedule.Failures);
        Assert.Equal(100, schedule.NextDelay(_options).TotalMilliseconds);
    }

    [Fact]
    public void Any_number_of_failures_and_any_jitter_stay_within_half_of_the_delay_and_all_of_it() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Arb.From(Gen.Choose(1, 5000)), Arb.From(Gen.Choose(0, 999)), (failures, jitter) =>
        {
            var schedule = new RetrySchedule(() => jitter / 1000.0);
            var delay = TimeSpan.Zero;
            for (var i = 0; i < failures; i++)
            {
                delay = schedule.NextDelay(_options);
            }

            var full = Math.Min(100 * Math.Pow(2, failures - 1), 30_000);
            return delay.TotalMilliseconds >= (full / 2) - 1 && delay.TotalMilliseconds < full + 1;
        }));
}
