using System.Runtime.InteropServices;

namespace Ingest.Core.Threads;

/// <summary>A thread for which many others wait: the system's scheduler lets it run before them (docs/decisions/0035-who-goes-first.md).</summary>
public static class UrgentThread
{
    /// <summary>The nice value asked for; lower goes first, 0 is usual.</summary>
    public const int Nice = -5;

    // Threads that the urgent one starts, such as the pool's, do not inherit it.
    private const int OtherResetOnFork = 0x40000000;
    private const int PriorityOfProcess = 0;

    /// <summary>
    /// Makes the calling thread urgent, for its whole life. False where the system cannot or does not permit it: Linux with <c>CAP_SYS_NICE</c>,
    /// or <c>RLIMIT_NICE</c> of 25 or more.
    /// </summary>
    public static bool TryEnter()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        // Linux takes 0 for the calling thread, in both calls.
        var none = 0;
        return sched_setscheduler(0, OtherResetOnFork, ref none) == 0 && setpriority(PriorityOfProcess, 0, Nice) == 0;
    }

    [DllImport("libc")]
    private static extern int sched_setscheduler(int thread, int policy, ref int priority);

    [DllImport("libc")]
    private static extern int setpriority(int which, int who, int nice);
}
