using System.Globalization;
using Ingest.Core.Threads;

namespace Ingest.Tests.Threads;

public sealed class UrgentThreadTests
{
    // A pool grows from whatever thread has work for it: one that inherited would be urgent for good.
    [Fact]
    public void A_thread_is_urgent_and_those_that_it_starts_are_not()
    {
        var (before, entered, after, child) = OwnThread.Run(() =>
        {
            var usual = Nice();
            var isUrgent = UrgentThread.TryEnter();
            return (usual, isUrgent, Nice(), OwnThread.Run(Nice));
        });

        Assert.Equal(entered ? UrgentThread.Nice : before, after);
        Assert.Equal(entered ? 0 : before, child);
    }

    // proc_pid_stat(5): the 19th field, and the second may hold blanks.
    private static int Nice() =>
        OperatingSystem.IsLinux() ? int.Parse(File.ReadAllText("/proc/thread-self/stat").Split(')')[^1].Split(' ')[17], CultureInfo.InvariantCulture) : 0;
}
