namespace Ingest.Tests.Fakes;

/// <summary>Measures what code allocates on this thread in its steady state.</summary>
internal static class Allocations
{
    private const int Rounds = 10;

    /// <summary>
    /// Bytes of the leanest of several rounds. The first rounds warm up; and a collection that another thread's test begins may charge the rest
    /// of this thread's buffer, some kilobytes, to any one round. Code that allocates does so in every round.
    /// </summary>
    public static long Least(Action round)
    {
        var least = long.MaxValue;
        for (var i = 0; i < Rounds; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            round();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
