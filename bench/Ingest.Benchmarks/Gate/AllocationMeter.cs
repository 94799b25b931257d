using System.Diagnostics;
using BenchmarkDotNet.Running;

namespace Ingest.Benchmarks.Gate;

/// <summary>
/// Measures what the benchmarks themselves allocate, without BenchmarkDotNet's own runs: bytes are exact after a short warm-up, and do not need a
/// quiet machine.
/// </summary>
internal static class AllocationMeter
{
    private const int Rounds = 10;

    // A round of a few milliseconds: some of them are free of what comes once in a while, such as the turn of a page of the log.
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(5);

    // Long enough for the tiers of the JIT, whose last allocates least.
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(400);

    /// <summary>Measures one case.</summary>
    public static Allocation Measure(BenchmarkCase benchmark)
    {
        var descriptor = benchmark.Descriptor;
        var instance = Activator.CreateInstance(descriptor.Type)!;
        foreach (var parameter in benchmark.Parameters.Items)
        {
            descriptor.Type.GetProperty(parameter.Name)!.SetValue(instance, parameter.Value);
        }

        descriptor.GlobalSetupMethod?.Invoke(instance, null);
        try
        {
            var rung = Rung.Of(benchmark);
            var bytes = Least(Invocation.Of(descriptor.WorkloadMethod, instance), rung.IsThreaded ? OfProcess : GC.GetAllocatedBytesForCurrentThread);
            return new Allocation(rung.Key, bytes / rung.EventsPerOperation, rung.IsThreaded);
        }
        finally
        {
            descriptor.GlobalCleanupMethod?.Invoke(instance, null);
        }
    }

    private static long OfProcess() => GC.GetTotalAllocatedBytes(precise: true);

    // Bytes of one operation in the leanest round: code that allocates does so in every round.
    private static double Least(Action operation, Func<long> allocated)
    {
        var operations = CountIn(WarmUp, operation) * Round.TotalMilliseconds / WarmUp.TotalMilliseconds;
        var perRound = Math.Max(1, (int)operations);
        var least = double.MaxValue;
        for (var i = 0; i < Rounds; i++)
        {
            var before = allocated();
            for (var j = 0; j < perRound; j++)
            {
                operation();
            }

            least = Math.Min(least, (double)(allocated() - before) / perRound);
        }

        return least;
    }

    private static int CountIn(TimeSpan duration, Action operation)
    {
        var started = Stopwatch.GetTimestamp();
        var count = 0;
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            operation();
            count++;
        }

        return count;
    }
}
