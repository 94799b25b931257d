using System.Runtime.InteropServices;

namespace Ingest.Core.Faults;

/// <summary>
/// Named places in the code at which the fault campaign kills or holds the process: armed by the environment variable
/// <c>INGEST_FAILPOINTS</c> at the start, described in docs/testing.md. Not armed they do nothing.
/// </summary>
/// <remarks>Hot path: no allocation per event. Not armed, a passing is one test of a read-only field, which the compiler folds away.</remarks>
public static class Failpoint
{
    /// <summary>Name of the environment variable.</summary>
    public const string Variable = "INGEST_FAILPOINTS";

    private const int Kill = 9;

    private static readonly FailpointPlan? Plan = FailpointPlan.Parse(Environment.GetEnvironmentVariable(Variable));

    /// <summary>True when any point of this process is armed.</summary>
    public static bool IsArmed => Plan is not null;

    /// <summary>What is wrong with the variable, each fault with its remedy.</summary>
    public static IReadOnlyList<string> Faults => Plan?.Faults ?? [];

    /// <summary>A name as it is written: <c>append-before-commit</c>.</summary>
    public static string Text(FailpointName name) => FailpointPlan.Text(name);

    /// <summary>Marks a place. Armed for this passing, the process ends here as by kill -9, or is held here for a while.</summary>
    public static void Hit(FailpointName name)
    {
        if (Plan is not null)
        {
            HitSlow(Plan, name);
        }
    }

    private static void HitSlow(FailpointPlan plan, FailpointName name)
    {
        if (!plan.TryPass(name, out var action))
        {
            return;
        }

        // On the raw stream, so that whoever watches knows where it ended.
        Console.Error.WriteLine($"failpoint {FailpointPlan.Text(name)} {action.Text}");
        if (action.PauseMs > 0)
        {
            using var never = new ManualResetEventSlim();
            never.Wait(action.PauseMs);
            return;
        }

        _ = SendSignal(Environment.ProcessId, Kill);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
