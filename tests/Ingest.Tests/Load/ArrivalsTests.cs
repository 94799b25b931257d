using Ingest.Load.Running;

namespace Ingest.Tests.Load;

/// <summary>The schedule of an open loop does not wait for the server.</summary>
public sealed class ArrivalsTests
{
    private const long Begin = 5 * RunClock.Second;

    private static readonly LoadPlan Plan = new()
    {
        Target = new Uri("http://127.0.0.1:8080"),
        Sites = [Guid.NewGuid()],
        Rate = 1000,
        Arrivals = ArrivalPattern.Fixed,
    };

    [Fact]
    public void Fixed_gaps_are_equal_and_shared_by_the_threads()
    {
        var due = Enumerable.Range(0, 2).SelectMany(thread => Due(new Arrivals(Plan with { Threads = 2 }, thread), RunClock.Second)).Order().ToList();
        Assert.Equal(Enumerable.Range(0, 1001).Select(n => Begin + (n * (RunClock.Second / 1000))), due);
    }

    [Fact]
    public void Random_gaps_keep_the_rate_and_are_the_same_for_the_same_seed()
    {
        var random = Plan with { Arrivals = ArrivalPattern.Poisson };
        var due = Due(new Arrivals(random, 0), 20 * RunClock.Second);
        Assert.Equal(due, Due(new Arrivals(random, 0), 20 * RunClock.Second));
        Assert.InRange(due.Count, 19_000, 21_000);
        var gaps = due.Zip(due.Skip(1), (first, second) => (double)(second - first)).ToList();

        // Of exponential gaps 1/e are longer than their mean.
        Assert.InRange((double)gaps.Count(gap => gap > gaps.Average()) / gaps.Count, 0.34, 0.40);
    }

    [Fact]
    public void What_is_due_waits_with_its_intended_time_up_to_a_bound()
    {
        var arrivals = new Arrivals(Plan with { QueueMax = 10 }, 0);
        Assert.Equal(0, arrivals.Advance(Begin, Begin));
        Assert.Equal(91, arrivals.Advance(Begin, Begin + (RunClock.Second / 10)));
        Assert.Equal(10, arrivals.Waiting);
        Assert.Equal(Begin, arrivals.Take());
        Assert.Equal(Begin + (RunClock.Second / 1000), arrivals.Take());
        Assert.Equal(RunClock.Second / 1000, arrivals.Until(Begin + (RunClock.Second / 10)));
        Assert.Equal((8, 0), (arrivals.Drop(), arrivals.Waiting));
    }

    private static List<long> Due(Arrivals arrivals, long length)
    {
        Assert.Equal(0, arrivals.Advance(Begin, Begin + length));
        return [.. Enumerable.Range(0, arrivals.Waiting).Select(_ => arrivals.Take())];
    }
}
