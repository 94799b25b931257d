using Ingest.Load.Wire;

namespace Ingest.Load.Running;

/// <summary>Opens a thread's connections before a run begins.</summary>
internal static class ConnectionOpener
{
    private const long Limit = 60 * RunClock.Second;
    private const long Tick = RunClock.Second / 20;

    // A listening socket of Kestrel's queues 512 connections, opened here and not yet accepted there: what comes beyond waits for a retransmission,
    // a second and more later. So many at first, and then no more in a second than a busy server accepts.
    private const int OpeningMax = 128;
    private const int OpenedPerSecond = 4000;

    /// <summary>Returns when all are open.</summary>
    /// <exception cref="LoadException">They cannot be opened; the message says why.</exception>
    public static void Open(RunShared shared, Connection[] connections, Poller poller, ReadOnlySpan<byte> address)
    {
        var (plan, clock) = (shared.Plan, shared.Clock);
        var from = clock.Now;
        var (begun, open) = (0, 0);
        while (open < connections.Length)
        {
            var due = Math.Min(connections.Length, OpeningMax + ((clock.Now - from) * OpenedPerSecond / (RunClock.Second * plan.Threads)));
            for (; begun < due && begun - open < OpeningMax; begun++)
            {
                OpenFaults.ThrowIf(connections[begun].Open(poller, (int)shared.Target.AddressFamily, address, clock.Now), plan);
            }

            if (clock.Now - from > Limit)
            {
                throw new LoadException($"Only {open} of {connections.Length} connections to {plan.Target} could be opened within {Limit / RunClock.Second} s: give fewer --connections.");
            }

            open += FinishReady(connections, poller, plan);
        }
    }

    private static int FinishReady(Connection[] connections, Poller poller, LoadPlan plan)
    {
        var (opened, count) = (0, poller.Wait(Tick));
        for (var i = 0; i < count; i++)
        {
            var connection = connections[poller.Ready(i).Key];
            if (connection.State == ConnectionState.Connecting)
            {
                OpenFaults.ThrowIf(connection.Finish(poller), plan);
                opened++;
            }
        }

        return opened;
    }
}
